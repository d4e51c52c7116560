"""The list of articles: what it tells, how it is narrowed and ordered, however long it is."""

from __future__ import annotations

import re

import pytest

from rag.ingest import SUFFIXES
from rag.types import Article, Failure
from rag.web.listing import (
    ACCEPTED,
    FEW,
    NOT_KNOWN,
    ORDERS,
    PAGE,
    Narrowed,
    article_list,
    list_page,
    matching,
    ordered,
)

from .fake import FakeLibrary
from .plain import Reading


def test_the_list_tells_what_is_known_and_what_could_not_be_read() -> None:
    article = Article("news/bridge.txt", "The mayor came. The band played.", "Bridge opened", publisher="Daily")
    text = Reading(article_list(FakeLibrary([article]), [Failure("news/<b>.txt", "is empty")])).text
    assert "Daily · no date · 2 sentences" in text
    assert "1 file could not be read:" in text
    assert "news/<b>.txt: is empty" in text
    assert "No articles yet. Add text files to start." in Reading(article_list(FakeLibrary())).text


def test_what_may_be_chosen_is_what_can_be_read() -> None:
    assert set(ACCEPTED) == SUFFIXES
    assert all(suffix in article_list(FakeLibrary()) for suffix in SUFFIXES)


def many(number: int) -> FakeLibrary:
    """Articles with every fact there is, each of its own."""
    return FakeLibrary(
        [
            Article(f"news/{n:05}.txt", "One.", f"Report {n}", f"2026-02-{n % 28 + 1:02}", author=f"Ann Straße {n % 7}")
            for n in range(number)
        ]
    )


def titles(html: str) -> list[str]:
    return re.findall(r"<bdi>(Report \d+)</bdi>", html)


def test_a_long_list_shows_some_and_says_how_many_more() -> None:
    library, whole = many(3 * PAGE - 1), []
    for start in (0, PAGE, 2 * PAGE):
        html = list_page(library, Narrowed("", ""), start)
        whole += titles(html)
        assert len(titles(html)) <= PAGE
        assert Reading(html).text.endswith(f"{[199, 99, 0][start // PAGE]} more") is (start < 2 * PAGE)
    assert whole == [f"Report {n}" for n in range(3 * PAGE - 1)]
    assert sorted(titles(article_list(library))) == sorted(titles(list_page(library)))
    assert "1,400 more" in list_page(many(1_500))


def test_only_a_long_list_can_be_narrowed() -> None:
    assert "fn-filter" not in article_list(many(FEW))
    assert "fn-filter" in article_list(many(FEW + 1))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("  rePORT   strasse 3 00010 ", [10]),
        ("00299.txt", [299]),
        ("2026-02-09", list(range(8, 300, 28))),
        ("8 february 2026 news/00007", [7]),
        ("nobody", []),
        (".*", []),
        ("%", []),
        ("", list(range(300))),
    ],
)
def test_a_list_is_narrowed_by_every_word(words: str, found: list[int]) -> None:
    library = many(300)
    shown = [title for start in (0, PAGE, 2 * PAGE) for title in titles(list_page(library, Narrowed(words, ""), start))]
    assert shown == [f"Report {n}" for n in found]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("newest", "bdac"),
        ("oldest", "dbac"),
        ("added", "adcb"),
        ("title", "acbd"),
        ("outlet", "dbac"),
        ("<b>", "abcd"),
        ("None", "abcd"),
    ],
)
def test_articles_are_listed_in_the_order_that_is_chosen(order: str, told: str) -> None:
    articles = [
        Article("b", "B.", "cherry", published="2026-02-10", publisher="The Post"),
        Article("c", "C.", "Banana"),
        Article("d", "D.", "date", published="2025", publisher="daily"),
        Article("a", "A.", "apple"),
    ]
    assert "".join(article.id for article in ordered(FakeLibrary(articles), order)) == told
    assert set(ORDERS) >= {"newest", "oldest", "added", "title", "outlet"}


OUTLETS = FakeLibrary(
    [
        Article("a", "A.", "A", published="2026-02-10", publisher="Post", author="Ann", language="en"),
        Article("b", "B.", "B", published="2026-02-11", publisher="Post", language="de"),
        Article("c", "C.", "C", published="2025", publisher="<b>Mail", author="Ann", language="en"),
        Article("d", "D.", "D", published="--02-10", author="Ann", language="xx"),
    ]
)


@pytest.mark.parametrize(
    ("facets", "told"),
    [
        ({}, "abcd"),
        ({"outlet": "Post"}, "ab"),
        ({"outlet": NOT_KNOWN}, "d"),
        ({"month": "2026-02"}, "ab"),
        ({"month": NOT_KNOWN}, "cd"),
        ({"author": "Ann", "language": "en"}, "ac"),
        ({"outlet": "post"}, ""),
    ],
)
def test_a_list_is_narrowed_by_what_is_known_of_its_articles(facets: dict[str, str], told: str) -> None:
    found = matching(OUTLETS, Narrowed(order="", facets=facets))
    assert "".join(article.id for article in found) == told


def test_a_facet_counts_what_the_others_let_through() -> None:
    html = list_page(OUTLETS, Narrowed(facets={"outlet": "Post"}))
    shown = {option.get("value", "") for option in Reading(html).all("option")}
    assert "<b>Mail" in shown, "another outlet can still be chosen"
    text = Reading(html).text
    assert "Post (2)" in text
    assert "<b>Mail (1)" in text
    assert "February 2026 (2)" in text
    assert "English (1)" in text
    assert "Ask only these 2" in text
    alike = Reading(list_page(FakeLibrary([Article("a", "A.", "A"), Article("b", "B.", "B")])))
    assert alike.all("select") == [], "where all articles are alike there is nothing to narrow them by"


@pytest.mark.parametrize(
    ("sent", "facets"),
    [
        ({"words": "x"}, {}),
        ({"words": "x", "facets": ["outlet"]}, {}),
        ({"words": "x", "facets": {"outlet": "Post", "title": "A", "month": 3, "author": ""}}, {"outlet": "Post"}),
    ],
)
def test_a_browser_names_facets_that_there_are(sent: dict[str, object], facets: dict[str, str]) -> None:
    narrowed = Narrowed.of(sent)
    assert narrowed is not None
    assert narrowed.facets == facets
