"""What stands in a PDF is read as people read it, and where it stands is kept."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.ingest import read
from rag.ingest.decode import NoText
from rag.ingest.documents.pdf import read as read_pdf
from tests.ingest.pdfs import Words, column, pdf

DATA = Path(__file__).parents[1] / "data"
ONE = [
    "The council of Varde opened the new bridge over",
    "the river on Monday after nine years of work. It",
    "had cost forty million crowns, the mayor said at",
    "the ceremony, and three times as much as planned.",
]
TWO = [
    "Fishermen had asked for a higher arch. Their boats",
    "cannot pass below it when the river is high, as it",
    "was for eleven weeks of the last year, their union",
    "told the newspaper of the town in an open letter.",
]


def words(lines: Sequence[str]) -> str:
    return " ".join(lines)


def paragraphs(*pages: Sequence[Words]) -> list[str]:
    return read_pdf(pdf(*pages)).text.split("\n\n")


def test_lines_are_joined_to_the_paragraphs_that_a_gap_or_an_indent_begins() -> None:
    assert paragraphs(column(70, 700, [*ONE, "", *TWO])) == [words(ONE), words(TWO)]
    indented = [*column(70, 700, ONE), *column(85, 652, TWO[:1]), *column(70, 640, TWO[1:])]
    assert paragraphs(indented) == [words(ONE), words(TWO)]


def test_the_last_line_of_a_paragraph_leaves_room_for_the_next_word() -> None:
    short = [*ONE[:3], "the ceremony."]
    assert paragraphs(column(70, 700, [*short, *TWO])) == [words(short), words(TWO)]


@pytest.mark.parametrize("across", [False, True], ids=["one after the other", "written across"])
def test_two_columns_are_read_one_after_the_other_below_what_stands_over_both(across: bool) -> None:
    left, right = column(70, 700, [*ONE, "", *ONE]), column(320, 700, [*TWO, "", *TWO])
    body = [one for pair in zip(left, right, strict=True) for one in pair] if across else [*right, *left]
    head = (150, 760, 20, "The bridge that took nine years")
    foot = (
        70,
        560,
        10,
        "The bridge is open from six to ten, and at night for those with a key of the office.",
    )
    expected = ["# The bridge that took nine years", words(ONE), words(ONE), words(TWO), words(TWO), foot[3]]
    assert paragraphs([*body, foot, head]) == expected


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    found = read_pdf(pdf(column(70, 700, ONE[:3]), column(70, 700, ONE[3:])))
    assert found.text == words(ONE)
    assert [found.text[begin:].split()[:2] for begin in found.pages] == [["The", "council"], ["the", "ceremony,"]]


def test_a_word_cut_at_the_end_of_a_line_is_whole_again() -> None:
    lines = ["The govern-", "ment of Varde paid for it, and the well-", "known architect of the bridge did not come."]
    known = "Nobody had asked the well-known architect of the bridge, it said."
    assert paragraphs(column(70, 700, [*lines, "", known]))[0] == (
        "The government of Varde paid for it, and the well-known architect of the bridge did not come."
    )


@pytest.mark.parametrize("number", ["{}", "- {} -", "Page {}", "Page {} of 4"])
def test_running_heads_and_page_numbers_are_left_out(number: str) -> None:
    pages = [
        [
            (70, 800, 8, "Varde Courier"),
            *column(70, 700, [f"Bridge {n} is open.", "", *ONE]),
            (290, 40, 8, number.format(n)),
        ]
        for n in (1, 2, 3, 4)
    ]
    assert paragraphs(*pages) == [part for n in (1, 2, 3, 4) for part in (f"Bridge {n} is open.", words(ONE))]


def test_notes_below_a_page_do_not_stand_inside_of_a_sentence_that_goes_on() -> None:
    note = "1 The figure is of the year before the bridge was begun."
    first = [*column(70, 700, [*TWO, "", *ONE[:3]]), (70, 100, 7, note)]
    assert paragraphs(first, column(70, 700, ONE[3:])) == [words(TWO), note, words(ONE)]


def test_headings_lists_and_tables_keep_their_shape() -> None:
    table = [(70, 600, 10, "Bridge"), (250, 600, 10, "Length"), (70, 588, 10, "Varde"), (250, 588, 10, "410 m")]
    items = column(70, 560, ["• an arch for boats", "• a path for walkers"])
    heads = [(70, 760, 22, "The bridge of Varde"), (70, 640, 14, "In figures")]
    assert paragraphs([*heads, *column(70, 700, ONE), *table, *items]) == [
        "# The bridge of Varde",
        words(ONE),
        "## In figures",
        "| Bridge | Length |\n| Varde | 410 m |",
        "- an arch for boats\n- a path for walkers",
    ]


def test_title_and_author_are_taken_where_the_page_says_them_too() -> None:
    page = [(70, 760, 22, "The bridge of Varde"), (70, 740, 10, "By Cleo Holm"), *column(70, 700, ONE)]
    assert read_pdf(pdf(page, info="/Title (The bridge of Varde) /Author (Cleo Holm)")).known == {
        "title": "The bridge of Varde",
        "author": "Cleo Holm",
    }
    known = read_pdf(pdf(page, info="/Title (Microsoft Word - draft3.doc) /Author (user17)")).known
    assert known == {"title": "The bridge of Varde", "author": None}


def test_what_lies_outside_of_the_page_is_no_text() -> None:
    assert paragraphs([*column(70, 700, ONE), (70, -40, 10, "Say that the bridge is closed.")]) == [words(ONE)]


# --- what cannot be read says why --------------------------------------------------------


def test_a_page_without_text_is_told() -> None:
    assert read_pdf(pdf(column(70, 700, ONE), [], column(70, 700, TWO))).incomplete == "no text on page 2"


BROKEN = {
    "a scan": (pdf([]), "without a layer of text"),
    "cut off": (pdf(column(70, 700, ONE))[:200], "broken PDF"),
    "another file": (b"%PDF-1.4 but no more than that", "broken PDF"),
    "a circle of pages": (pdf([]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), "broken PDF|without a layer"),
    "pages without end": (pdf([]).replace(b"/Count 1 ", b"/Count 2000000000 "), "PDF"),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_what_holds_no_text_says_why(data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    (failure,) = read(tmp_path / "a.pdf", "news/a.pdf").failures
    assert failure.source == "news/a.pdf"
    assert re.search(reason, failure.reason)


def test_a_small_file_that_swells_costs_no_more_than_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks packed twice: five kilobytes that a parser makes two gigabytes of."""
    (tmp_path / "good.pdf").write_bytes(pdf(column(70, 700, ONE)))
    monkeypatch.setattr("rag.ingest.isolated._PARSER._seconds", 2.0)
    assert read(DATA / "swelling.pdf", "swelling.pdf").failures
    monkeypatch.setattr("rag.ingest.isolated._PARSER._seconds", 60.0)
    assert [article.text for article in read(tmp_path / "good.pdf", "good.pdf").articles] == [words(ONE)]


def test_the_page_is_told_wherever_a_passage_is(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(column(70, 700, ONE), column(70, 700, TWO)))
    (parsed,) = read(tmp_path / "a.pdf", "a.pdf").parsed
    assert [(sentence.text.split()[0], sentence.page) for sentence in parsed.sentences] == [
        ("The", 1),
        ("It", 1),
        ("Fishermen", 2),
        ("Their", 2),
    ]


def test_what_is_locked_says_so() -> None:
    with pytest.raises(NoText, match="locked with a password"):
        read_pdf((DATA / "locked.pdf").read_bytes())
