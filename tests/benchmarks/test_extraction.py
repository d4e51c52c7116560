"""Main text of the pages made here: what each holds is known, how it is scored, and that nothing of it is lost."""

from __future__ import annotations

import pytest

from benchmarks.extraction import Page, filled, is_lost, pages, scores
from rag.ingest.webpage.reading import extract

MADE = list(pages())


def test_a_template_is_filled_alike_each_time_and_says_what_of_it_is_the_article() -> None:
    template = "<h1>{{t}}</h1>{{p2 <h2>[[h]]</h2><p>%</p>}}<i>{{x}}</i>"
    page = filled("made", template)
    assert page == filled("made", template) != filled("other", template)
    assert [kind for kind, _ in page.parts] == ["h", "p", "h", "p"]
    inside = "".join(
        f"<{'h2' if kind == 'h' else 'p'}>{text}</{'h2' if kind == 'h' else 'p'}>" for kind, text in page.parts
    )
    assert f"</h1>{inside}<i>" in page.html


def test_no_slot_is_left_open_and_no_two_pages_are_alike() -> None:
    assert len({page.html for page in MADE}) == len(MADE) >= 3 * 40
    assert not [page.name for page in MADE if "{{" in page.html or "[[" in page.html or not page.parts]


def test_precision_and_recall_are_of_runs_of_four_words() -> None:
    assert scores("a b c d e", "a b c d f") == (0.5, 0.5)
    assert scores("a b c d", "a b c d e f") == (1.0, 1 / 3)
    assert scores("", "a b c d") == (0.0, 0.0)


def test_a_paragraph_is_lost_where_not_half_of_it_is_there() -> None:
    page = Page("a", "", (("p", "one two three four five six seven"), ("h", "eight nine ten")))
    assert is_lost(page, "one two three four")
    assert not is_lost(page, "one two three four five")


@pytest.mark.parametrize("page", [page for page in MADE if page.name.endswith("-0")], ids=lambda page: page.name)
def test_no_paragraph_of_an_article_is_lost_and_little_else_is_read(page: Page) -> None:
    got = extract(page.html).text
    precision, recall = scores(got, page.text)
    assert not is_lost(page, got)
    assert (precision > 0.85, recall > 0.9) == (True, True)
