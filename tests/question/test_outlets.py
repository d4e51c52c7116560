"""Whom a question wants to hear: the outlet, the site, the author or the title it names, and nobody it does not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering import rerank, respond
from rag.answering.weights import load
from rag.question import analysis, outlets
from rag.types import Answer, Article
from rag.verification import verify
from tests.answering.toy import article, retrieve

PLAIN = Article("a", "Text.", "Ice")


def spoken(question: str, **known: str) -> str:
    return outlets.spoken(question, replace(PLAIN, **known))


@pytest.mark.parametrize(
    ("question", "known", "expected"),
    [
        ("What does RT say about Lavrov?", {"publisher": "RT"}, "RT"),
        ("what does rt say about lavrov", {"publisher": "RT"}, ""),
        ("According to Reuters, who won?", {"publisher": "Reuters"}, "Reuters"),
        ("what does reuters say", {"publisher": "Reuters"}, "reuters"),
        ("What was in the Guardian’s article?", {"publisher": "The Guardian"}, "Guardian"),
        ("What did The Guardian write?", {"url": "https://www.theguardian.com/a/b"}, "Guardian"),
        ("What did the BBC report?", {"publisher": "BBC News"}, "BBC"),
        ("What does bankingnews claim?", {"publisher": "bankingnews.gr"}, "bankingnews"),
        ("What does bankingnews.gr claim?", {"publisher": "bankingnews.gr"}, "bankingnews.gr"),
        ("Does the New York Times agree?", {"publisher": "The New York Times"}, "New York Times"),
        ("Does Ahmed Hassan agree?", {"author": "Ahmed Hassan - World News Editor"}, "Ahmed Hassan"),
        ("What does Hassan think?", {"author": "Jane Doe and Ahmed Hassan"}, "Hassan"),
        ("What is in “A light at the end” about?", {"title": "A Light at the End"}, "A light at the end"),
        ("Summarise the hearing", {"title": "Ice: the hearing in full"}, "hearing"),
        ("What does the long interview say?", {"url": "https://ice.example/2024/interview/skua"}, "interview"),
        ("What does the columnist think?", {"id": "articles/05-opinion-skua.txt"}, "columnist"),
        ("Summarise the press release", {"id": "articles/press-release.md"}, "press release"),
        ("What happened in the live blog?", {"title": "Live: the ice breaks"}, "live blog"),
        ("Timeline up to the parliamentary hearing", {"title": "The hearing in full"}, ""),
        ("What happened before the interview?", {"title": "The interview"}, ""),
        ("Who lost, according to the interview?", {"title": "The interview"}, "interview"),
        ("Was a hearing held?", {"title": "The hearing in full"}, ""),
        ("Summarise the interview", {"title": "The hearing in full"}, ""),
        ("How long is the column of ice?", {"title": "Ice"}, ""),
    ],
)
def test_a_source_is_known_by_the_names_it_goes_by(question: str, known: dict[str, str], expected: str) -> None:
    assert spoken(question, **known) == expected


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("What time was it in Oslo?", {"publisher": "Time"}),
        ("Who told us about it?", {"publisher": "US"}),
        ("Who started it?", {"publisher": "RT"}),
        ("What does Reuters say?", {"publisher": "The Guardian", "author": "Jane Doe"}),
        ("Who saw ice on the lake?", {}),
        ("What did Doering say?", {"author": "Jane Doe"}),
        ("What does it say?", {"publisher": "", "author": ",", "url": "mailto:x", "title": ""}),
        ("?", {"publisher": "?"}),
        ("What does (.*) say?", {"publisher": "(.*)"}),
    ],
)
def test_a_common_word_or_another_name_is_no_source(question: str, known: dict[str, str]) -> None:
    assert not spoken(question, **known) or known["publisher"] in question


@settings(max_examples=100, deadline=None)
@given(
    question=st.text(max_size=60), publisher=st.text(max_size=20), author=st.text(max_size=20), url=st.text(max_size=20)
)
def test_any_names_are_read_and_what_is_said_stands_in_the_question(
    question: str, publisher: str, author: str, url: str
) -> None:
    assert spoken(question, publisher=publisher, author=author, url=url) in question


SAYS = "The mill burnt in 1912, and nobody knows why."
ONE, OTHER = (
    replace(article(f"{SAYS} {rest}", name), publisher=outlet)
    for name, outlet, rest in (("one", "Daily Planet", "Rain fell."), ("two", "Oslo Herald", "Snow lay."))
)


def ask(question: str) -> Answer:
    stream = respond(question, (), retrieve(ONE, OTHER), verify)
    while True:
        try:
            next(stream)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


@pytest.mark.parametrize("outlet", ["Daily Planet", "Oslo Herald"])
def test_the_article_that_is_named_is_cited_first(outlet: str) -> None:
    found = retrieve(ONE, OTHER)(f"When did the mill burn, according to the {outlet}?")
    ranked = rerank.rank(analysis.analyse(found), found, load())
    assert ranked[0].candidate.passage.article.publisher == outlet
    assert {scored.candidate.passage.article.publisher for scored in ranked} == {"Daily Planet", "Oslo Herald"}


def test_what_the_articles_do_not_say_is_no_likelier_for_naming_one_of_them() -> None:
    question = "What does the Daily Planet say about whales in Peru?"
    answer = ask(question)
    assert not answer.answered
    assert "Daily Planet" not in answer.explanation


def test_an_outlet_need_not_name_itself_in_its_text() -> None:
    assert ask("When did the mill burn, according to the Daily Planet?").answered
    known, unknown = (
        ask(f"When did the mill burn, according to the {name}?").confidence
        for name in ("Daily Planet", "Quarterly Kazoo")
    )
    assert known > unknown
