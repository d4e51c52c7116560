"""A small collection in our own words, written by the tests: facts to ask for, a list, a long text, hostile text."""

from __future__ import annotations

from pathlib import Path

LIGHTHOUSE = """---
title: Keeper of Corran Point retires after forty-one years
publisher: The Corran Gazette
author: Ida Marsh
date: 2026-03-04
url: https://gazette.example/corran
language: en
---

Skip to content

Home » News » Coast

Magnus Thorne, the last lighthouse keeper of Corran Point, retired on Wednesday after forty-one years of service.

The lamp at Corran Point has been automatic since 2019, but Thorne kept the log by hand until his final day.

The harbour board listed three reasons for closing the keeper's post:
- the lamp now switches itself,
- the road to the point floods every winter,
- nobody had applied to follow Thorne.

Sailors from the village of Eastby presented Thorne with a brass barometer.

You may also like

Leave a Comment
"""

FERRY = """Osprey ferry timetable changes in April

The ferry Osprey will not sail on Sundays. Tickets for the crossing to Eastby rise to nine crowns from April.

The company blamed the price of diesel for the higher fares. Passengers protested on the pier at Eastby on Monday.

The ferry Osprey will not sail on Sundays. Lena Brandt, director of the ferry company, said the crew needs a free day.
"""

BAKER = """---
title: 'Rye <b>prize</b> </h2><img src=x onerror=window.PWN=1> ${window.PWN=1} {{value}}'
publisher: '"><script>window.PWN=1</script>'
author: '![x](https://evil.example/a.png)'
url: 'javascript:window.PWN=1'
language: en
---

The baker Orla Finch won the <b>golden</b> sheaf prize ${window.PWN=1} for rye bread in Marlow. </mark></p></div>

Her recipe <script>window.PWN=1</script> uses {{value}} water from the mill stream, Finch told the jury.

The jury praised \u202ethe crust\u202c <img src=x onerror=window.PWN=1> of the rye [bread](javascript:window.PWN=1).
"""

SOURCES = {"lighthouse.md": LIGHTHOUSE, "ferry.txt": FERRY, "baker.txt": BAKER}
PARISHES = (
    "Aldby Bexton Corley Dunham Elmsett Farndon Gorely Hexwick Ingleby Jarrow Kelby Lowick Moreby Norwell".split()
)


def survey() -> str:
    """An article of some ten thousand characters with the one fact worth asking for near its end."""
    lines = ["The survey of the Tarn valley\n"]
    for year in range(1902, 1908):
        for number, parish in enumerate(PARISHES):
            lines.append(
                f"In {year} the surveyors counted {number * 37 + year - 1700} sheep and {number + 3} barns in "
                f"{parish}, and they noted the height of the river below the bridge.\n"
            )
    lines.append("The engineer Petra Halvorsen found the missing boundary stone beneath the old mill at Skarn.\n")
    lines.append("The valley council keeps the maps of the survey in its archive.\n")
    return "\n".join(lines)


def write(folder: Path) -> Path:
    """Write the collection into a new folder."""
    folder.mkdir()
    for name, text in {**SOURCES, "survey.txt": survey()}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
