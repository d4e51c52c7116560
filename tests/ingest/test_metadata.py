"""What is known of an article comes from its file; what the file does not say stays unknown."""

import pytest

from rag.ingest.front_matter import Metadata, from_mapping, front_matter, header
from rag.ingest.lines import lines
from rag.ingest.parse import parse_text
from tests.ingest.pages import PROSE, metadata, sentences

ENGLISH = "The dam of the valley is old, and it was said by the mayor that the town is to pay for it on the river."


def page(*parts: str) -> str:
    return "\n\n".join(parts)


# --- front matter --------------------------------------------------------------


def test_front_matter_says_what_it_says() -> None:
    text = (
        "---\ntitle: 'Rivers: a story'\ndate: 2026-03-04 10:15\nauthor: [Jane Roe, John Doe]\noutlet: River News\n"
        "url: https://rivers.example/a\nlanguage: no\nnote: |\n  ---x\n---\nText"
    )
    known, end = front_matter(text)
    assert known == Metadata(
        "Rivers: a story", "2026-03-04", "Jane Roe, John Doe", "River News", "https://rivers.example/a", "no"
    )
    assert text[end:] == "Text"


@pytest.mark.parametrize("key", ["publisher", "outlet", "source", "Publisher"])
def test_a_publisher_has_several_names(key: str) -> None:
    assert front_matter(f"---\n{key}: River News\n---\n")[0] == Metadata(publisher="River News")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "---\n---\n",
        "title: x",
        "\n---\ntitle: x\n---\n",
        "---\nNo key here.\n---\n",
        "---\ntitle: x\nno end",
        "----\ntitle: x\n----\n",
        "--- title: x ---",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert front_matter(text) == (Metadata(), 0)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_front_matter_ends_where_its_closing_line_ends(line_end: str) -> None:
    text = line_end.join(["---", "title: x", "---", "Text"])
    known, end = front_matter(text)
    assert (known.title, text[end:]) == ("x", "Text")


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [x",
        "title: {a: b}",
        "title: &a [*a]",
        "title:\n  - - x",
        "date: 2026-99-99",
        "title: \t@",
        "a: !!python/name:os.system x",
        "title: ''",
        "? [a]\n: b",
        "a: " + "[" * 3000,
    ],
)
def test_broken_or_strange_front_matter_is_no_text(yaml: str) -> None:
    known, end = front_matter(f"---\n{'' if yaml[0] != '?' else 'b: c' + chr(10)}{yaml}\n---\nText")
    assert known in (Metadata(), *(Metadata(title=title) for title in ("x", "[x", "@", "&a [*a]")))
    assert end > 0


def test_aliases_do_not_multiply() -> None:
    bomb = "---\na: &a [x, x, x]\n" + "\n".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)
    )
    assert front_matter(bomb + "\ntitle: x\nauthor: *j\n---\n")[0] == Metadata(title="x")


# --- fields ----------------------------------------------------------------------


def test_fields_of_other_kinds_are_passed_over() -> None:
    values: dict[object, object] = {
        "title": {"a": 1},
        "date": 2026,
        "author": ["Jane Roe", 5, None],
        "url": "javascript:alert(1)",
        "language": "English",
        "publisher": True,
        7: "x",
        "text": "x",
    }
    assert from_mapping(values) == Metadata(published="2026", author="Jane Roe, 5")


def test_a_value_is_one_line_of_printable_text() -> None:
    assert from_mapping({"title": " Rivers\x00 \n\u202e rise\ud800 ", "language": "en-GB"}) == Metadata(
        "Rivers rise", language="en"
    )
    assert len(from_mapping({"title": "x" * 9999}).title or "") == 500


def test_lines_of_a_header_need_to_be_two_or_to_name_the_title() -> None:
    assert header(list(lines("Title: Rivers\n\nText: no"))) == (Metadata("Rivers"), 1)
    assert header(list(lines("Date: 2026-03-04\nSource: River News\nText"))) == (
        Metadata(published="2026-03-04", publisher="River News"),
        2,
    )
    assert header(list(lines("Source: the river\nText"))) == (Metadata(), 0)
    assert header(list(lines("Text\nTitle: Rivers"))) == (Metadata(), 0)


# --- the text itself ---------------------------------------------------------------


def test_a_scraped_page_tells_title_author_date_publisher_and_language() -> None:
    text = page(
        "Skip to content",
        "Home » Rivers",
        "Rivers rise in the valley",
        "By Jane Roe",
        "March 4, 2026",
        ENGLISH,
        "www.River-News.example.org",
    )
    assert metadata(text) == Metadata(
        "Rivers rise in the valley", "2026-03-04", "Jane Roe", "river-news.example.org", None, "en"
    )


def test_a_text_that_says_nothing_is_known_by_its_first_words() -> None:
    assert metadata(f"{PROSE} And more.") == Metadata(
        "The dam above the town holds back more water than any other dam in the whole of the…", language="en"
    )
    assert metadata("It rose. Then it fell.") == Metadata("It rose")
    assert metadata("") == Metadata()


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["date 2026-03-04 Rivers rise again", PROSE], "Rivers rise again"),
        (["News", "Sport", "Rivers rise in the valley", PROSE], "Rivers rise in the valley"),
        (["Τελευταία νέα ημέρας", "Rivers rise in the valley", PROSE, PROSE], "Rivers rise in the valley"),
        (["Home » World » Rivers rise", "By Jane Roe", PROSE], "Rivers rise"),
        (
            ["Is the dam above the old town safe for everybody?", PROSE],
            "Is the dam above the old town safe for everybody?",
        ),
        (["Some words before", "# Rivers rise", PROSE], "Rivers rise"),
        (["- An item of a menu", "Rivers rise in the valley", PROSE], "Rivers rise in the valley"),
        (["Rivers", PROSE], "Rivers"),
        (["Translated from the Danish", "Rivers", PROSE], "Rivers"),
        (["(First printed in the Vale News)", "Rivers rise in the valley", PROSE], "Rivers rise in the valley"),
        (["(Why) rivers rise (again)", PROSE], "(Why) rivers rise (again)"),
        (["By Jane Roe", "Rivers rise in the valley", PROSE], "Rivers rise in the valley"),
    ],
)
def test_the_title_is_what_a_reader_would_call_it(lines: list[str], title: str) -> None:
    assert metadata(page(*lines)).title == title


CONSENT = "This site stores data on your device. Agree / Options"


@pytest.mark.parametrize(
    ("text", "title", "publisher"),
    [
        (
            page("River News\nHome | Sport | Weather\nWe use cookies. OK", "Rivers rise", PROSE),
            "Rivers rise",
            "River News",
        ),
        (
            page(f"Home | Sport | Weather\n{CONSENT}", "Rivers rise in the valley", PROSE),
            "Rivers rise in the valley",
            None,
        ),
        (page("RIVER NEWS  Sport  Letters\nWritten in the valley\n" + CONSENT, "Rivers", PROSE), "Rivers", None),
        (page("The River Board\nPress release, 4 March", "Rivers rise", PROSE), "Rivers rise", "The River Board"),
        (page("OPINION\nHome > Letters", "Rivers rise", PROSE), "Rivers rise", None),
        (page("Log in | Subscribe from 1.50 a week\nA paper of the valley", "Rivers rise", PROSE), "Rivers rise", None),
        (f"River News\nHome | Sport | Weather\nRivers rise again\n{PROSE}\n{PROSE}", "Rivers rise again", "River News"),
        (f"River News\nHome | Sport | Weather\nBy Jane Roe\n{PROSE}\n{PROSE}", "River News", None),
        (page("Home | Sport | Weather\nRivers Rise Again", PROSE), "Rivers Rise Again", None),
        (
            page("Rivers Rise Again\nShare | Tweet | Print", "What the town says of it", PROSE),
            "Rivers Rise Again",
            None,
        ),
        (
            page("Rivers rise again", "Sport | Weather | Log in\nA paper of the valley", PROSE),
            "Rivers rise again",
            None,
        ),
        (page("Rivers rise again", "Share   f   x   in", PROSE), "Rivers rise again", None),
        (page("# Rivers", "River News\nHome | Sport | Weather", PROSE), "Rivers", None),
    ],
)
def test_no_menu_is_the_title_and_no_site_s_name(text: str, title: str, publisher: str | None) -> None:
    known = metadata(text)
    assert (known.title, known.publisher) == (title, publisher)


MENUS = [f"Part {word} of the paper" for word in "ABCDEFGHIJKLMNOPQRST"]


def test_a_page_copied_as_a_whole_is_called_by_the_headline_above_its_text() -> None:
    head = [
        "Sign in",
        *MENUS,
        "More",
        "Why rivers rise in the valley each spring",
        "By Jane Roe",
        "March 4, 2026",
        "Share",
    ]
    for gap in ("\n", "\n\n"):
        known = metadata(gap.join([*head, PROSE, PROSE, *MENUS]))
        assert known == Metadata("Why rivers rise in the valley each spring", "2026-03-04", "Jane Roe", language="en")


@pytest.mark.parametrize(
    "head",
    [
        ["Why rivers rise every spring", *MENUS],
        ["Rivers of Orsk", *(f"{n} What the chapter of this number says {n + 7}" for n in range(20))],
        ["Rivers of Orsk", *(f"ROE: Is it question {n}?\nDOE: It is that." for n in range(20))],
        ["# Rivers", *MENUS],
    ],
    ids=["a list", "contents", "an interview", "a marked title"],
)
def test_a_title_at_the_beginning_stays_one_however_far_the_text_is(head: list[str]) -> None:
    assert metadata("\n".join([*head, PROSE])).title == head[0].removeprefix("# ")


def test_nothing_above_the_title_is_cited() -> None:
    text = page(f"River News - the valley's own\nHome | Sport | Weather\n{CONSENT}", "Rivers rise in the valley", PROSE)
    assert sentences(text, str(metadata(text).title)) == sentences(PROSE)


def test_a_text_of_nothing_but_a_menu_is_called_by_it() -> None:
    assert metadata("News | Sport | Weather") == Metadata("News | Sport | Weather")


@pytest.mark.parametrize(
    "opening",
    [
        "GENEVA, Oct. 14 (River Press) - ",
        "VALE, Spain, 12 May – ",
        "SAN TELMO, March 3 (Agency) — ",
        "TROMSØ, Nov. 2 - ",
    ],
)
def test_an_agency_s_opening_is_no_part_of_a_title(opening: str) -> None:
    assert metadata(f"{opening}The river rose at night. It fell again.").title == "The river rose at night"


def test_the_agency_is_the_publisher_of_a_text_that_names_no_other() -> None:
    told = f"GENEVA, March 3 (River Press) - {PROSE}"
    assert metadata(page("Rivers rise again", told)).publisher == "River Press"
    assert metadata(page("Vale News\nHome | Sport | Weather", "Rivers rise again", told)).publisher == "Vale News"
    assert metadata(page("---\noutlet: Vale News\n---", "Rivers rise again", told)).publisher == "Vale News"
    assert metadata(page("Rivers rise again", *[PROSE] * 20, told)).publisher is None


@pytest.mark.parametrize(
    "first",
    ["The dam - and its keeper - stand", "NATO - the alliance - met", "A dam (old) - and how", "EU, the union - rose"],
)
def test_a_sentence_with_dashes_is_no_agency_s(first: str) -> None:
    assert metadata(f"{first}. It fell again.").title == first


def test_front_matter_comes_before_what_the_text_says() -> None:
    known = metadata(
        "---\ntitle: Rivers\ndate: 2025\n---\n" + page("# Dams of the valley", "By Jane Roe", "March 4, 2026", PROSE)
    )
    assert known == Metadata("Rivers", "2025", "Jane Roe", language="en")


@pytest.mark.parametrize(
    "text",
    [
        page("March 4, 2026", "Rivers rise in the valley", PROSE),
        page("Rivers rise in the valley", PROSE, *[PROSE] * 20, "March 4, 2026"),
        page("Rivers rise in the valley", f"On March 4, 2026 the river rose. {PROSE}"),
        page("Rivers rise in the valley", f"In an interview on , {PROSE}"),
        page("Rivers rise in the valley", "Updated: March 4, 2026", PROSE),
        page("Rivers rise in the valley", "© 2026 River News", PROSE),
        page("Rivers rise in the valley", "03/04/2026", PROSE),
    ],
    ids=[
        "today's date above the title",
        "below the text",
        "in a sentence",
        "a hole",
        "a change",
        "a copyright",
        "two readings",
    ],
)
def test_no_date_is_made_up(text: str) -> None:
    assert metadata(text).published is None


def test_a_date_below_the_text_counts_where_it_says_that_it_is_one() -> None:
    text = page("Rivers rise in the valley", *[PROSE] * 20, "Published: March 4, 2026")
    assert metadata(text).published == "2026-03-04"


def test_an_agency_s_dateline_is_a_date() -> None:
    text = page("Rivers rise in the valley", f"GENEVA, March 4, 2026 (Agency) - {PROSE}")
    assert metadata(text).published == "2026-03-04"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The dam above the town is old, and the mayor says that the town will have to pay for it.", "en"),
        ("De dam van de stad is oud en de burgemeester zegt dat de stad in de toekomst moet betalen.", "nl"),
        ("Die Stadt ist alt, und der Damm ist es auch, sagt die Frau in dem Haus an der alten Mühle am Fluss.", "de"),
        ("Το ποτάμι ανέβηκε " * 20, "el"),
        ("The dam.", None),
        ("12 34 😀 \ud800", None),
    ],
)
def test_a_language_is_told_where_there_is_enough_text(text: str, code: str | None) -> None:
    assert metadata(text).language == code


@pytest.mark.parametrize(
    "written",
    [
        '+++\ntitle = "Rivers rise"\ndate = 2026-03-04T10:00:00Z\nauthor = ["Jane Roe"]\n+++\n',
        "+++\r\ntitle = 'Rivers rise'\r\ndate = 2026-03-04\r\nauthor = 'Jane Roe'\r\n+++\r\n",
        '---\n"title": "Rivers rise"\n\'date\': 2026-03-04\nauthor: Jane Roe\n---\n',
        "---\n# saved by a tool\ntitle: Rivers rise\ndate: 2026-03-04\nauthor:\n  - '[[people/roe|Jane Roe]]'\n---\n",
    ],
)
def test_front_matter_is_read_in_the_shapes_that_tools_write(written: str) -> None:
    assert front_matter(written + PROSE) == (Metadata("Rivers rise", "2026-03-04", "Jane Roe"), len(written))


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("---\ntitle: Riga: a portrait\nauthor: Jane: Roe\n---\n", Metadata("Riga: a portrait", None, "Jane: Roe")),
        ('---\ntitle: "Riga": a portrait\n---\n', Metadata('Riga": a portrait')),
        ("---\r\ntitle: @Riga\r\ntags: [a, b\r\n# why\r\n---\r\n", Metadata("@Riga")),
        ("---\ntitle: *Riga*\nauthors:\n  - Jane Roe\n  - Al\n---\n", Metadata("*Riga*", None, "Jane Roe, Al")),
        ("+++\ntitle = Riga\n'date' = 2026-03-04\n+++\n", Metadata("Riga", "2026-03-04")),
        ("---\ntitle: [[Riga]]\nauthor:\n- [[Jane Roe|Jane]]\n---\n", Metadata("Riga", None, "Jane")),
        ("---\nauthor: {name: Jane Roe, mail: x}\n---\n", Metadata(author="Jane Roe")),
        ("---\nsource: [River](https://r.example/a)\n---\n", Metadata(publisher="River", url="https://r.example/a")),
        ("---\n# mine\npublishDate: 2026-03-04\nsite_name: River\n---\n", Metadata(None, "2026-03-04", None, "River")),
        ('{\n  "title": "Riga",\n  "date": "2026-03-04"\n}\n', Metadata("Riga", "2026-03-04")),
    ],
)  # fmt: skip
def test_what_is_nearly_right_is_read_line_by_line(written: str, known: Metadata) -> None:
    parsed = parse_text("a", written + PROSE)
    article = parsed.article
    read = Metadata(article.title, article.published, article.author, article.publisher, article.url)
    assert read == known | Metadata(title=article.title)
    assert [sentence.text for sentence in parsed.sentences] == sentences(PROSE)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("---\ntitle: Riga: a portrait\nnonsense here\n---\n", "nonsense here"),
        ("---\ntitle: Riga\ndate: 03/04/2026\n---\n", "date: 03/04/2026"),
        ("---\ntitle: Riga\nurl: javascript:alert(1)\n---\n", "url: javascript:alert(1)"),
    ],
)
def test_what_is_stated_and_not_understood_is_told(written: str, told: str) -> None:
    assert parse_text("a", written + PROSE).incomplete == f"its front matter has what could not be read: {told}"


def test_a_rule_in_the_text_does_not_end_front_matter_that_was_never_closed() -> None:
    parsed = parse_text(
        "a", f"---\ntitle: Riga: a portrait\nauthor: Jane Roe\n\n{PROSE}\n\n---\n\nThe end came later.\n"
    )
    assert parsed.article.title == "Riga: a portrait"
    assert [sentence.text for sentence in parsed.sentences] == [*sentences(PROSE), "The end came later."]


def test_the_fields_of_site_makers_are_no_text() -> None:
    head = "Title: Riga: a portrait\nDate: 2026-03-04\nCategory: News\nTags: a, b\nSummary: It rains.\n\n"
    assert sentences(head + PROSE) == sentences(PROSE)
    assert sentences(f"---\ntitle: Riga\nauthor: Jane Roe\n\n{PROSE}") == sentences(PROSE)


def test_a_source_that_is_an_address_is_where_the_article_was() -> None:
    assert from_mapping({"source": "https://rivers.example/a"}) == Metadata(url="https://rivers.example/a")


def test_the_first_line_of_a_wrapped_paragraph_is_no_headline() -> None:
    text = (
        "The observatory above the town counted 31 meteors on the night of 12\n"
        "August, its head Ines Quade said. She called it the most productive\n"
        "night in ten years.\n\n"
        "The county will pay for a second telescope next year, said the treasurer, Ola\nNord.\n"
    )
    assert (
        metadata(text).title == "The observatory above the town counted 31 meteors on the night of 12 August, its head…"
    )
    assert [" ".join(one.split()) for one in sentences(text, str(metadata(text).title))] == [
        "The observatory above the town counted 31 meteors on the night of 12 August, its head Ines Quade said.",
        "She called it the most productive night in ten years.",
        "The county will pay for a second telescope next year, said the treasurer, Ola Nord.",
    ]
    for prefix in ("", "> "):
        lines = ("The observatory above the town counted 31 meteors on the night of 12", "August, its head said.")
        two = "\n".join(prefix + line for line in lines).replace("August, ", "august, ")
        (whole,) = sentences(two, str(metadata(two).title))
        assert whole.startswith("The observatory")
    below = metadata(f"Meteors over the town\n{text}")
    assert below.title == "Meteors over the town"


@pytest.mark.parametrize("author", ["admin", "Redaktion", "Staff"])
def test_an_author_who_is_nobody_stays_unknown_and_is_nothing_that_was_not_read(author: str) -> None:
    text = f"---\ntitle: Rivers rise\nauthor: {author}\n---\n{PROSE}"
    parsed = parse_text("a", text)
    assert (parsed.article.title, parsed.article.author, parsed.incomplete) == ("Rivers rise", None, "")


@pytest.mark.parametrize("below", ["4 March 2026", "Political correspondent", "Published: 4 March 2026"])
def test_a_name_below_the_headline_is_the_author_s_where_a_day_or_an_office_follows(below: str) -> None:
    known = metadata(page("Rivers rise in the valley", f"Jane Roe\n{below}", PROSE))
    assert (known.title, known.author) == ("Rivers rise in the valley", "Jane Roe")


@pytest.mark.parametrize("line", ["Jane Roe", "Middle East\n4 March 2026", "River Police\n4 March 2026"])
def test_a_name_that_may_be_anything_s_is_nobody_s(line: str) -> None:
    assert metadata(page("Rivers rise in the valley", line, PROSE)).author is None


@pytest.mark.parametrize("paper", ["The Valley Courier", "THE VALLEY COURIER", "Orsk Daily News", "Daily Mail"])
def test_the_name_of_a_paper_above_a_headline_is_its_publisher(paper: str) -> None:
    known = metadata(f"{paper}\nRivers rise in the valley\nBy Jane Roe\n\n{PROSE}")
    assert (known.title, known.publisher) == ("Rivers rise in the valley", paper)


@pytest.mark.parametrize("headline", ["Bad News", "Hard Times", "Rivers Rise After Post", "The Valley Courier"])
def test_a_headline_that_ends_as_the_name_of_a_paper_does_stays_one(headline: str) -> None:
    assert metadata(page(headline, PROSE)).title == headline
