"""How an answer is arranged: a line that leads it, and headings that are told from its statements alone."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from rag.types import (
    Answer,
    Article,
    Difference,
    Identity,
    Manner,
    Passage,
    QuestionKind,
    ReasonKind,
    Speaker,
    Statement,
    Voice,
)
from rag.types.groups import Relation, arranged
from rag.types.sources import day

TEXT = "It rained. It snowed. It thawed. It froze. It blew. It cleared."
DAILY = Article("news/daily.txt", TEXT, "A title", publisher="Daily", published="2026-02-10")
IDA = Article("news/ida.txt", TEXT + " ", "A title by Ida", author="Ida Marsh", published="2026-02-11")
BARE = Article("news/bare.txt", TEXT + "\n", "A title and nothing else")


def passage(article: Article, number: int) -> Passage:
    starts = [0, *(i + 2 for i, sign in enumerate(TEXT) if TEXT[i : i + 2] == ". ")]
    return Passage(article, starts[number], TEXT.index(".", starts[number]) + 1)


def said(article: Article, number: int, *also: Article, speaker: str = "", when: str = "") -> Statement:
    first = passage(article, number)
    voice = Voice(Manner.REPORTED, (Speaker(speaker),)) if speaker else None
    more = tuple(passage(other, number) for other in also)
    return Statement(first.text, (first, *more), voice=voice, when=when)


def headings(kind: QuestionKind, *statements: Statement) -> list[tuple[str, tuple[int, ...]]]:
    return [(group.heading, group.statements) for group in arranged(kind, statements)]


def test_a_timeline_has_its_dates_for_headings_in_the_order_of_the_answer() -> None:
    dated = [said(DAILY, 0, when="2026-02"), said(IDA, 1, when="--02-10"), said(IDA, 2, when="--02-10"), said(BARE, 3)]
    assert headings(QuestionKind.TIMELINE, *dated) == [
        ("February 2026", (0,)),
        ("10 February", (1, 2)),
        ("no date", (3,)),
    ]
    assert Answer("When?", tuple(dated), kind=QuestionKind.TIMELINE).lead == "4 events, 3 of them dated"


def test_an_overview_goes_by_article_and_an_article_without_an_outlet_by_its_author() -> None:
    points = [said(DAILY, 0), said(IDA, 0), said(DAILY, 1), said(IDA, 2), said(BARE, 3), said(BARE, 4)]
    told = headings(QuestionKind.OVERVIEW, *points)
    assert told == [("A title", (0, 2)), ("A title by Ida", (1, 3)), ("A title and nothing else", (4, 5))]
    listed = headings(QuestionKind.LIST, *points)
    assert [heading for heading, _ in listed] == ["Daily", "Ida Marsh", "A title and nothing else"]


def test_what_several_speakers_say_goes_by_speaker_under_the_fullest_name() -> None:
    points = [
        said(DAILY, 0, speaker="Falk"),
        said(DAILY, 1, speaker="Karin Falk"),
        said(DAILY, 2, speaker="the union"),
        said(DAILY, 3, speaker="Karin Falk"),
    ]
    assert headings(QuestionKind.SAID, *points) == [("Karin Falk", (0, 1, 3)), ("the union", (2,))]


def test_what_one_speaker_says_goes_by_source_and_else_by_nothing() -> None:
    points = [said(article, number, speaker="Falk") for article in (DAILY, IDA) for number in range(2)]
    assert headings(QuestionKind.SAID, *points) == [("Daily", (0, 1)), ("Ida Marsh", (2, 3))]
    assert headings(QuestionKind.SAID, *points[:3]) == []
    assert headings(QuestionKind.SAID, *(said(DAILY, number, speaker="Falk") for number in range(4))) == []


def test_somebody_unknown_is_no_heading() -> None:
    unknown = Voice(Manner.REPORTED, (Speaker("", Identity.UNKNOWN),))
    points = [said(DAILY, 0, speaker="Falk"), said(DAILY, 1, speaker="Falk"), said(DAILY, 2, speaker="Lund")]
    points.append(Statement("It froze.", (passage(DAILY, 3),), voice=unknown))
    assert headings(QuestionKind.SAID, *points) == []


def test_a_comparison_tells_disputes_agreement_and_what_one_alone_says() -> None:
    first, second, third = said(DAILY, 0), said(IDA, 1), said(BARE, 2)
    second = Statement(second.text, second.citations, differs=(Difference(first.citations[0], ReasonKind.NUMBER),))
    third = Statement(third.text, third.citations, differs=(Difference(second.citations[0], ReasonKind.DATE),))
    points = (said(DAILY, 3), first, said(DAILY, 4, IDA, BARE), second, said(DAILY, 5), third)
    told = arranged(QuestionKind.COMPARE, points)
    assert [(group.heading, group.relation, group.statements) for group in told] == [
        ("They differ: number, date", Relation.DIFFER, (1, 3, 5)),
        ("Several articles say", Relation.AGREE, (2,)),
        ("Daily", Relation.ONE, (0, 4)),
    ]
    answer = Answer("Do they agree?", points, kind=QuestionKind.COMPARE)
    assert answer.lead == "4 points: 1 in dispute, 1 agreed on, 2 made by one article only"
    assert "\n### Daily (only one says)\n" in answer.to_markdown()


def test_copies_of_one_story_are_one_source() -> None:
    points = (replace(said(DAILY, 0, IDA), origins=1), replace(said(DAILY, 1, IDA, BARE), origins=2))
    answer = Answer("Do they agree?", points, kind=QuestionKind.COMPARE)
    told = [(group.relation, group.statements) for group in answer.groups]
    assert told == [(Relation.AGREE, (1,)), (Relation.ONE, (0,))]
    assert answer.lead == "2 points: 1 agreed on, 1 made by one article only"


def test_that_nothing_was_found_to_agree_is_not_said_to_be_so() -> None:
    answer = Answer("Do they agree?", (said(DAILY, 0), said(DAILY, 1)), kind=QuestionKind.COMPARE)
    assert answer.lead == "2 points; none was found to repeat or to contradict another"


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("several", [False, True])
def test_every_statement_is_in_one_group_and_no_group_is_empty(kind: QuestionKind, several: bool) -> None:
    for number in range(7):
        articles = itertools.cycle((DAILY, IDA, BARE))
        points = [said(next(articles), i % 6, *([BARE] if several and i % 2 else ())) for i in range(number)]
        groups = arranged(kind, points)
        assert sorted(i for group in groups for i in group.statements) in ([], list(range(number)))
        assert all(group.statements and group.heading for group in groups)


def test_one_sentence_leads_by_itself_and_so_does_a_fact() -> None:
    one = (said(DAILY, 0),)
    assert all(Answer("?", one, kind=kind).lead == "" for kind in QuestionKind)
    assert Answer("?", (*one, said(IDA, 1))).lead == ""
    assert Answer("?", (*one, said(IDA, 1)), kind=QuestionKind.LIST).lead == "2 points from 2 articles"


def test_an_answer_in_doubt_or_in_a_models_order_has_no_headings() -> None:
    points = tuple(said(DAILY, number, when="2026") for number in range(5))
    assert Answer("?", points, kind=QuestionKind.TIMELINE).groups
    assert not Answer("?", points, kind=QuestionKind.TIMELINE, doubtful=True).groups
    assert not Answer("?", points, kind=QuestionKind.TIMELINE, generator="a model").groups


@pytest.mark.parametrize(
    ("iso", "shown"),
    [("--02-29", "29 February"), ("--02", "February"), ("2026-02-30", "2026-02-30"), ("--13-01", "--13-01")],
)
def test_a_date_without_a_year_is_shown_without_one(iso: str, shown: str) -> None:
    assert day(iso) == shown
