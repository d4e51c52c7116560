"""An answer arranged for its reader: a line that leads it, and its points under short headings, all of it computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rag.types.kinds import QuestionKind
from rag.types.sources import day, outlet
from rag.types.statements import Statement
from rag.types.voices import Identity

FEWEST = 4
"""Fewer points than this need no headings."""
SEVERAL = "Several articles say"
DIFFERING = "They differ"
UNDATED = "no date"
_NAMED = frozenset({Identity.NAMED, Identity.ROLE})


class Relation(StrEnum):
    """How the articles stand to what a group of statements says."""

    AGREE = "agree"
    DIFFER = "differ"
    ONE = "only one says"


@dataclass(frozen=True, slots=True)
class Group:
    """Statements under one heading."""

    heading: str
    statements: tuple[int, ...]
    """Their places in the answer, counted from 0."""
    relation: Relation | None = None
    """In a comparison: whether the articles agree on them."""

    @property
    def title(self) -> str:
        """The heading where nothing else shows the relation: "RT (only one says)"."""
        return f"{self.heading} ({self.relation})" if self.relation is Relation.ONE else self.heading


def counted(kind: QuestionKind, statements: Sequence[Statement]) -> str:
    """How much there is to read, for an answer that is more than its first sentence; empty where that leads."""
    if len(statements) < 2:
        return ""
    if kind is QuestionKind.TIMELINE:
        return f"{len(statements)} events, {sum(bool(one.when) for one in statements)} of them dated"
    if kind is QuestionKind.COMPARE:
        return _balance(_compared(statements))
    if kind is QuestionKind.PEOPLE:
        return f"{len(statements)} people"
    if kind is QuestionKind.OVERVIEW:  # its note says of how many articles
        return _points(len(statements))
    if kind in _BY:
        articles = {passage.article.digest for one in statements for passage in one.citations}
        return f"{_points(len(statements))} from {len(articles)} article{'' if len(articles) == 1 else 's'}"
    return ""


def arranged(kind: QuestionKind, statements: Sequence[Statement]) -> tuple[Group, ...]:
    """The statements of an answer in groups, each in one; none where no heading would tell its reader anything.

    A timeline goes by its dates, a comparison by whether the articles agree; other answers of many points by what tells
    them apart best: who says it, which article or when it was published."""
    if kind is QuestionKind.TIMELINE:
        return _runs([day(one.when) if one.when else UNDATED for one in statements])
    if kind is QuestionKind.COMPARE and len(statements) > 1:
        return _compared(statements)
    if kind is QuestionKind.OVERVIEW:
        return _by(_titles(statements))
    if len(statements) < FEWEST:
        return ()
    for headings in (tell(statements) for tell in _BY.get(kind, ())):
        if all(headings) and 1 < len(set(headings)) <= 2 * len(headings) / 3:
            return _by(headings)
    return ()


def _balance(groups: Sequence[Group]) -> str:
    """How many points of a comparison are in dispute, are agreed on and are made by one article only."""
    by = {relation: [len(group.statements) for group in groups if group.relation is relation] for relation in Relation}
    differing, agreed, alone = len(by[Relation.DIFFER]), sum(by[Relation.AGREE]), sum(by[Relation.ONE])
    if not differing + agreed:
        return f"{_points(alone)}; none was found to repeat or to contradict another"
    counts = ((differing, "in dispute"), (agreed, "agreed on"), (alone, "made by one article only"))
    return (
        f"{_points(differing + agreed + alone)}: {', '.join(f'{number} {said}' for number, said in counts if number)}"
    )


def _points(number: int) -> str:
    return f"{number} point{'' if number == 1 else 's'}"


def _by(headings: Sequence[str]) -> tuple[Group, ...]:
    """A group for each heading, in the order in which they first come."""
    return tuple(
        Group(heading, tuple(i for i, other in enumerate(headings) if other == heading))
        for heading in dict.fromkeys(headings)
    )


def _runs(headings: Sequence[str]) -> tuple[Group, ...]:
    """A group for each run of the same heading, so that no statement changes its place."""
    runs = groupby(range(len(headings)), key=lambda i: headings[i])
    return tuple(Group(heading, tuple(places)) for heading, places in runs)


def _compared(statements: Sequence[Statement]) -> tuple[Group, ...]:
    """What is disputed, each dispute by itself; then what several articles say; then what each says alone."""
    disputes = _disputes(statements)
    disputed = {i for dispute in disputes for i in dispute}
    rest = [i for i in range(len(statements)) if i not in disputed]
    shared = tuple(i for i in rest if _sources_of(statements[i]) > 1)
    groups = [Group(_disputed([statements[i] for i in one]), one, Relation.DIFFER) for one in disputes]
    if shared:
        groups.append(Group(SEVERAL, shared, Relation.AGREE))
    alone = [i for i in rest if i not in shared]
    by_source = _by(_sources([statements[i] for i in alone]))
    groups += (Group(one.heading, tuple(alone[i] for i in one.statements), Relation.ONE) for one in by_source)
    return tuple(groups)


def _sources_of(one: Statement) -> int:
    """How many articles say it, copies of one story counted once."""
    return one.origins or len({passage.article.digest for passage in one.citations})


def _disputes(statements: Sequence[Statement]) -> list[tuple[int, ...]]:
    """The statements that disagree with one another, directly or through a third."""
    places = {one.citations[0]: i for i, one in enumerate(statements)}
    found: list[set[int]] = []
    for i, one in enumerate(statements):
        others = {places[other.passage] for other in one.differs if other.passage in places}
        if others:
            met = {i, *others}
            met = met.union(*(dispute for dispute in found if dispute & met))
            found = [dispute for dispute in found if not dispute & met] + [met]
    return [tuple(sorted(dispute)) for dispute in sorted(found, key=min)]


def _disputed(statements: Sequence[Statement]) -> str:
    kinds = dict.fromkeys(other.kind.value for one in statements for other in one.differs if other.kind)
    return f"{DIFFERING}: {', '.join(kinds)}" if kinds else DIFFERING


def _sources(statements: Sequence[Statement]) -> list[str]:
    return [outlet(one.citations[0].article) for one in statements]


def _titles(statements: Sequence[Statement]) -> list[str]:
    return [one.citations[0].article.title for one in statements]


def _dates(statements: Sequence[Statement]) -> list[str]:
    published = [one.citations[0].article.published for one in statements]
    return [day(when) if when else "" for when in published]


def _speakers(statements: Sequence[Statement]) -> list[str]:
    """Who says each of them, by the fullest name there is: "Sergey Lavrov" where another one has "Lavrov"."""
    speakers = [one.voice.speaker if one.voice else None for one in statements]
    names = [speaker.name if speaker and speaker.identity in _NAMED else "" for speaker in speakers]
    return [max((full for full in names if f" {full}".endswith(f" {name}")), key=len) for name in names]


_BY: dict[QuestionKind, tuple[Callable[[Sequence[Statement]], list[str]], ...]] = {
    QuestionKind.SAID: (_speakers, _sources, _dates),
    QuestionKind.LIST: (_sources, _speakers, _dates),
    QuestionKind.OVERVIEW: (_titles,),
}
"""What the points of a kind are told apart by, the most telling first."""
