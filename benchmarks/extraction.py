"""The main text of web pages: how much of it is read, and how much else, by Footnote and by others in one run.

    python -m benchmarks.extraction [--show NAME]

The pages are made here: benchmarks/pages/ holds templates built as real sites build them, and each is filled with
three stories, so that the text of its article is known. In a template `{{p}}` is a paragraph of the article, `{{h}}`
a heading, `{{i}}` an item, `{{q}}` and `{{s}}` a quotation and a sentence; `{{p3 <p>%</p>}}` are three of them, each
in such markup, in which `[[h]]` is a heading of its own. `{{x}}`, `{{l}}`, `{{n}}` and `{{c}}` (prose, headline,
name, caption) stand around it, `{{t}}` is the title, which counts for nothing. Recall and precision are of runs of
four words, each page's first and then the mean over pages; `lost` counts the pages on which a whole paragraph of the
article is missing.

The templates share their author with what is measured. readability-lxml and newspaper4k are measured where they are
installed; Footnote does not use them.
"""

from __future__ import annotations

import argparse
import random
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from rag.ingest.webpage.reading import extract

TEMPLATES = Path(__file__).parent / "pages"
STORIES = 3
RUN = 4
Extractor = Callable[[str], str]
_ONE = re.compile(r"\{\{([a-z])\}\}")
_MANY = re.compile(r"\{\{([a-z])(\d*) (.*?)\}\}", re.DOTALL)
_ARTICLE = frozenset("phiqs")
_WHO = "the harbour master|a baker from Vask|the town clerk|an engineer of the railway|the keeper's daughter|two pilots"
_DID = "counted|repaired|sold|measured|photographed|carried off|painted|wrote about"
_WHAT = "the old lamp room|eleven barges|a bridge of larch wood|the clock above the customs house|forty sacks of rye"
_WHERE = "below the weir|beside the cattle market|at the mouth of the Orsk|behind the new school|on the north quay"
_WHEN = "on the first Monday of March|before the flood of 1964|while the council was away|last winter|in a single night"
_WHY = "because nobody else would|to settle a debt|as the law had asked since 1871|for the sake of the pilots"
_LEADS = "Ferry sinks off Lohm|Pier sold to a baker|Six walks in the fog|Who runs the tram now|The best stoves of May"
_PROSE = (
    "Members read every page without advertising and get two letters a month.|A ferry sank off Lohm and three men "
    "watched from the pier.|Our partners keep small files on your machine so that they know you.|Cancel whenever you "
    "want, with one call to the desk.|Tell us what you think of our pages and win a lamp."
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what of it is the article."""

    name: str
    html: str
    parts: tuple[tuple[str, str], ...]
    """The parts of the article with their letters, in order."""

    @property
    def text(self) -> str:
        """The article's text."""
        return "\n".join(text for _, text in self.parts)


def pages() -> Iterator[Page]:
    """Every template with every story; the same pages whenever they are made."""
    for template in sorted(TEMPLATES.glob("*.html")):
        for story in range(STORIES):
            yield filled(f"{template.stem}-{story}", template.read_text(encoding="utf-8"))


def filled(name: str, template: str) -> Page:
    """A template with a story that depends on `name` alone."""
    chance = random.Random(name)
    title, parts = _headline(chance), list[tuple[str, str]]()

    def fill(slot: re.Match[str]) -> str:
        kind = slot[1]
        text = title if kind == "t" else _MAKERS[kind](chance)
        if kind in _ARTICLE:
            parts.append((kind, text))
        return text

    html = _ONE.sub(fill, _MANY.sub(_repeated, template))
    return Page(name, html, tuple(parts))


def _repeated(slot: re.Match[str]) -> str:
    """The markup of a slot as often as it says, each with slots of its own."""
    kind, count, markup = slot.groups()
    return markup.replace("%", f"[[{kind}]]").replace("[[", "{{").replace("]]", "}}") * int(count or 1)


def _sentence(chance: random.Random) -> str:
    who, did, what, where, when, why = (
        chance.choice(pool.split("|")) for pool in (_WHO, _DID, _WHAT, _WHERE, _WHEN, _WHY)
    )
    number = chance.randrange(2, 900)
    shapes = (
        f"{who} {did} {what} {where}, {why}, and {number} people signed for it {when}.",
        f"{when}, {who} {did} {what} {where}; the bill came to {number} crowns.",
        f"of the {number} who asked {why}, only {who} ever {did} {what} {where} {when}.",
    )
    said = chance.choice(shapes)
    return said[0].upper() + said[1:]


def _headline(chance: random.Random) -> str:
    return f"How {chance.choice(_WHO.split('|'))} {chance.choice(_DID.split('|'))} {chance.choice(_WHAT.split('|'))}"


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randrange(1, 5)))


def _of(pool: str) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(pool.split("|"))


_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "p": _paragraph,
    "h": lambda chance: f"What {chance.choice(_WHO.split('|'))} {chance.choice(_DID.split('|'))}",
    "i": lambda chance: f"{chance.choice(_WHAT.split('|'))} {chance.choice(_WHERE.split('|'))}",
    "q": lambda chance: f"“{_sentence(chance)}”",
    "s": _sentence,
    "x": _of(_PROSE),
    "l": _of(_LEADS),
    "n": _of("Ida Brandt|Oskar Lindqvist|Marit Sand"),
    "c": _of("The lamp room in May, before its sale, from the north.|Barges on the Orsk at low water, two years ago."),
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text, each with its count; a shorter text is one run."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))


def scores(got: str, want: str) -> tuple[float, float]:
    """Precision and recall of a text."""
    found, asked = shingles(got), shingles(want)
    common = sum((found & asked).values())
    return common / sum(found.values()), common / sum(asked.values())


def is_lost(page: Page, got: str) -> bool:
    """Whether a paragraph of the article is missing: not half of it is in the text."""
    held = shingles(got)
    return any(
        2 * sum((shingles(text) & held).values()) < len(shingles(text)) for kind, text in page.parts if kind == "p"
    )


def extractors() -> dict[str, Extractor]:
    """Each library that is installed, by its name with its version."""
    from importlib.metadata import version

    from lxml.html import fromstring  # type: ignore[import-untyped]  # it ships no types
    from trafilatura import extract as trafilatura

    found: dict[str, Extractor] = {
        "Footnote": lambda html: extract(html).text,
        f"trafilatura {version('trafilatura')}": lambda html: trafilatura(html, include_comments=False) or "",
    }
    try:
        document = import_module("readability").Document
        name = f"readability-lxml {version('readability-lxml')}"
        found[name] = lambda html: str(fromstring(document(html).summary()).text_content())
    except ImportError:
        pass
    try:
        article = import_module("newspaper").article
        name = f"newspaper4k {version('newspaper4k')}"
        found[name] = lambda html: str(article("https://courier.example/a", input_html=html, language="en").text)
    except ImportError:
        pass
    return found


def row(extractor: Extractor, made: list[Page]) -> str:
    """Recall, precision, F1 and pages with a lost paragraph, as cells of a table."""
    got = [extractor(page.html) for page in made]
    each = [scores(text, page.text) for text, page in zip(got, made, strict=True)]
    precision, recall = (sum(column) / len(made) for column in zip(*each, strict=True))
    lost = sum(is_lost(page, text) for text, page in zip(got, made, strict=True))
    return f"{recall:.3f} | {precision:.3f} | {2 * precision * recall / (precision + recall):.3f} | {lost}"


def main() -> None:
    """Measure every library on every page and print a table; or show what Footnote makes of one template."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="NAME", help="show the pages whose name begins so, and what Footnote reads")
    shown = parser.parse_args().show
    warnings.simplefilter("ignore")
    made = list(pages())
    if shown is not None:
        for page in (page for page in made if page.name.startswith(shown)):
            got = extract(page.html).text
            print(f"## {page.name} P {scores(got, page.text)[0]:.3f} R {scores(got, page.text)[1]:.3f}\n{got}\n")
        return
    print(f"{len(made)} pages of {len(made) // STORIES} templates, made by the authors of Footnote\n")
    print("| library | recall | precision | F1 | pages with a paragraph lost |\n|---|---|---|---|---|")
    for name, extractor in extractors().items():
        print(f"| {name} | {row(extractor, made)} |")


if __name__ == "__main__":
    main()
