"""Which articles meet the conditions on what is asked, and what is said where none does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.errors import LoadError, NoArticle
from rag.library import Library
from rag.types import Article, Where
from tests.fakes import HashEncoder

HELD = [
    Article("news/oslo.md", "", "", "2026-02-10", "Anna Berg", "BBC News", "https://www.bbc.co.uk/1", "en"),
    Article("news/deep/turin.md", "", "", "2026-02", "Bert Lund", "The BBC", None, "en"),
    Article("newsroom/bonn.md", "", "", "2025", "anna bergman", None, "https://dw.com/2", "de"),
    Article("press/nobody.txt", "", "", None, None, None, "http://[broken", None),
]
OSLO, TURIN, BONN, NOBODY = (article.id for article in HELD)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, {OSLO, TURIN, BONN, NOBODY}),
        ({"outlet": "bbc"}, {OSLO, TURIN}),
        ({"outlet": " BBC News "}, {OSLO}),
        ({"outlet": "bbc.co.uk"}, {OSLO}),
        ({"outlet": "dw.com"}, {BONN}),
        ({"author": "ANNA BERG"}, {OSLO}),
        ({"author": "Anna Bergman"}, {BONN}),
        ({"since": "2026-02-10"}, {OSLO, TURIN}),
        ({"since": "2026-02-11"}, {TURIN}),
        ({"since": "2025-06"}, {OSLO, TURIN, BONN}),
        ({"since": "2026"}, {OSLO, TURIN}),
        ({"until": "2026-02-09"}, {TURIN, BONN}),
        ({"until": "2026"}, {OSLO, TURIN, BONN}),
        ({"until": "2025-01-01"}, {BONN}),
        ({"since": "2026-01", "until": "2026-03"}, {OSLO, TURIN}),
        ({"folder": "news"}, {OSLO, TURIN}),
        ({"folder": "news/deep/"}, {TURIN}),
        ({"language": "EN"}, {OSLO, TURIN}),
        ({"language": "en", "author": "berg"}, {OSLO}),
        ({"articles": frozenset({BONN, NOBODY})}, {BONN, NOBODY}),
        ({"articles": frozenset({OSLO, BONN}), "language": "de"}, {BONN}),
    ],
)
def test_those_that_meet_every_condition_are_found(conditions: dict[str, Any], expected: set[str]) -> None:
    assert Where(**conditions).among(HELD) == expected


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ({"outlet": "B.C"}, "no article is from 'B.C'; there are BBC News, The BBC, dw.com"),
        ({"outlet": ""}, "from ''; there are"),
        ({"author": "erg"}, "by 'erg'; there are Anna Berg, Bert Lund, anna bergman"),
        ({"language": "en", "since": "2027"}, "no article is of 2027 or later; they are of 2025 to 2026-02-10"),
        ({"until": "2024-12"}, "no article is of 2024-12 or earlier; they are of"),
        ({"folder": "ne"}, "in the folder 'ne'; there are news, news/deep, newsroom, press"),
        ({"language": "de", "outlet": "BBC"}, "no article is from 'BBC' and in the language 'de' at once"),
    ],
)
def test_where_none_is_there_it_is_said_which_condition_none_meets(conditions: dict[str, Any], told: str) -> None:
    with pytest.raises(NoArticle) as error:
        Where(**conditions).among(HELD)
    assert told in str(error.value)


def test_no_more_than_some_of_what_there_is_instead_is_told_the_commonest_first() -> None:
    held = [Article(f"{number}.md", "", "", publisher=f"Paper {number % 9}") for number in range(17)]
    with pytest.raises(NoArticle, match=r"there are Paper 0, Paper 1, Paper 2, Paper 3, Paper 4 and 4 more$"):
        Where(outlet="Gazette").among(held)
    with pytest.raises(NoArticle, match=r"by 'Anna'; of none is it known"):
        Where(author="Anna").among(held)


@pytest.mark.parametrize("day", ["yesterday", "", "2026-13", "2026-02-30", "20260210", "2026-2-1", "٢٠٢٦"])
def test_what_is_no_date_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"is no date to ask for articles since; write 2026-02-10"):
        Where(since=day)


def test_a_choice_of_no_article_and_an_unknown_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"no article is named"):
        Where(articles=frozenset())
    with pytest.raises(NoArticle, match=r"the index holds no article"):
        Where(language="en").among([])
    with pytest.raises(LoadError, match=r"nowhere\.md: no such article"):
        Where(articles=frozenset({OSLO, "nowhere.md"})).among(HELD)


def test_a_question_and_a_search_are_asked_of_those_articles_alone(tmp_path: Path) -> None:
    for name, day in (("anna", "2025-01-01"), ("bert", "2026-02-10")):
        text = f"---\ntitle: Harbour\ndate: {day}\n---\n\n{name.title()} closed the harbour in Oslo on Friday.\n"
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{name}.md").write_text(text)
    library = Library(tmp_path / "index", encoder=HashEncoder())
    library.update(tmp_path / "news")
    question, later = "Who closed the harbour in Oslo?", Where(since="2026")
    assert {hit.chunk.article.id for hit in library.search(question, 50)} == {"news/anna.md", "news/bert.md"}
    assert {hit.chunk.article.id for hit in library.search(question, 50, where=later)} == {"news/bert.md"}
    alone = library.only(["news/bert.md"])
    assert library.ask(question, where=later).to_dict() == alone.ask(question).to_dict()
    with pytest.raises(NoArticle):
        library.ask(question, where=Where(outlet="Nobody"))
    library.close()
