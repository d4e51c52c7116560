"""Overviews and timelines: the sentences of all articles that tell most of the story, each thing once, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

import rag.answering.points as points
import rag.answering.rerank as rerank
from rag.answering.candidates import Candidate
from rag.answering.points import LIKELY
from rag.answering.rerank import READ_FOR_MANY, Scored
from rag.answering.select import passage_of
from rag.answering.timeline import Calendar, told_date
from rag.answering.weights import load
from rag.english.entities import Name
from rag.english.function_words import FUNCTION_WORDS, points_back
from rag.english.tokens import terms, words
from rag.models.reader import read
from rag.question.analysis import analyse
from rag.question.focus import REQUEST, articles_on, focus, speaks_of
from rag.question.kinds import tells_kind
from rag.question.outlets import spoken
from rag.types import Passage, QuestionKind, Statement
from rag.types.retrieval import RetrievalResult

MOST = 10
MOST_EACH = 3
SHORTEST = 5
"""A sentence of fewer words is a heading or a score ("Palm Bay d. Rockledge 70-44"), or says little by itself."""
FEWEST, POSSIBLE = 5, -1.5
"""An overview of more statements than that goes on while they are so likely (log-odds) to be a point: chosen on the
training affairs."""
NAMED = 4
"""So many outlets are named."""
ALIKE = 0.75
"""Sentences with a cosine above this tell the same, as far as a summary is concerned: the likelier point stays."""

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|lately|up to date|any news|(?:what(?:['’]s| is)|anything) new)\b", re.IGNORECASE
)
ENGLISH = "en"
STORIES = frozenset({QuestionKind.OVERVIEW, QuestionKind.TIMELINE})


def known(found: RetrievalResult) -> bool:
    """Whether the articles know what an overview or a timeline is asked of.

    What it is about are the words that tell nothing of its kind: half of them at least must stand in some article, or
    name one by its outlet, author or title, which need not stand in any."""
    if _named(found) is not found:
        return True
    asked = (word for word in words(found.query) if not tells_kind(word) and word not in REQUEST)
    about = {stem for word in asked for stem in terms(word)}
    return 2 * len(about & found.unknown) <= len(about)


def in_english(found: RetrievalResult) -> RetrievalResult:
    """Of what was found, the hits in the articles that say of no other language that they are in it, for no other is
    read; everything where there are none."""
    kept = [i for i, hit in enumerate(found.hits) if (hit.chunk.article.language or ENGLISH).startswith(ENGLISH)]
    return found.only(kept) if 0 < len(kept) < len(found.hits) else found


def tell(found: RetrievalResult, kind: QuestionKind) -> Iterator[Statement]:
    """The statements of an overview, in the order of the articles' dates, or of a timeline, in that of the events.

    A question that names one of the articles, its outlet or its author is answered from that one alone, and one that
    is about somebody ("everything about Witkoff") by the sentences that name them."""
    named = _named(found)
    wanted = focus(found.query) if named is found else ()
    found = named if wanted else _to_read(named, kind)
    scored = _scored(found, kind, wanted)
    calendar = Calendar.of(found) if kind is QuestionKind.TIMELINE else None
    if calendar and (time := calendar.asked(found.query)):
        within = set(calendar.within([one.candidate.passage for one in scored], time))
        scored = [one for one in scored if one.candidate.passage in within] or scored
    if not scored:
        return
    odds, passages = np.array([one.value for one in scored]), [one.candidate.passage for one in scored]
    each = kind is QuestionKind.OVERVIEW and not wanted
    owners = [passage.article.digest for passage in passages] if each else None
    told = [passages[i] for i in chosen(_alike(scored), odds, owners)]
    told = _with_before(scored, told) if wanted and not calendar else told
    for passage in sorted(told, key=calendar.key if calendar else _published):
        yield Statement(passage.text, (passage,), when=told_date(passage) if calendar else "")


def _scored(found: RetrievalResult, kind: QuestionKind, wanted: Sequence[Name]) -> list[Scored]:
    """The sentences a story is told from, the likeliest points first: where somebody is `wanted`, those that name
    them."""
    asked = analyse(found, kind)
    ranked = rerank.rank(asked, found, load())
    if wanted:
        ranked = [one for one in ranked if _is_of(one.candidate, wanted)]
    scored = points.weigh(asked, rerank.score(asked, ranked, read))
    if kind is not QuestionKind.OVERVIEW:
        return scored
    # In the order of the articles nobody knows who "he" is; a byline and a heading tell nothing of the matter.
    bylines = _bylines(scored)
    told = [one for one in scored if wanted or not points_back(one.candidate.text)]
    whole = [one for one in told if sum(map(str.isalpha, words(one.candidate.text))) >= SHORTEST]
    return [one for one in whole if one.candidate.passage not in bylines] or scored


def _is_of(candidate: Candidate, wanted: Sequence[Name]) -> bool:
    """Whether a sentence names one of those that are wanted, or goes on about them: "It withdrew in November."."""
    previous = candidate.previous
    if previous and points_back(candidate.text) and "\n\n" not in _between(previous, candidate.passage):
        return speaks_of(candidate.text, wanted) or speaks_of(previous.text, wanted)
    return speaks_of(candidate.text, wanted)


def _between(one: Passage, other: Passage) -> str:
    return one.article.text[one.end : other.start]


def _with_before(scored: Sequence[Scored], told: Sequence[Passage]) -> list[Passage]:
    """The passages that are told, each with the sentences that it points back at, and those that then meet as one."""
    shown = sorted((passage_of(one) for one in scored if one.candidate.passage in told), key=_place)
    joined: list[Passage] = []
    for passage in shown:
        last = joined[-1] if joined else None
        if last and last.article == passage.article and passage.start < last.end:
            joined[-1] = Passage(last.article, last.start, max(last.end, passage.end))
        else:
            joined.append(passage)
    return joined


def _place(passage: Passage) -> tuple[str, int]:
    return passage.article.id, passage.start


def _bylines(scored: Sequence[Scored]) -> frozenset[Passage]:
    """The candidates that stand in the line in which an article names its author."""
    # A question of another kind does not wait for what reads articles to be imported.
    from rag.ingest.stated import stated

    passages = [one.candidate.passage for one in scored if one.candidate.passage.article.author]
    lines = {article: stated(article).get("author") for article in dict.fromkeys(one.article for one in passages)}
    return frozenset(
        one for one in passages if (line := lines[one.article]) and line.start <= one.start and one.end <= line.end
    )


def _alike(scored: Sequence[Scored]) -> NDArray[np.float32]:
    """float32 [n, n]: how much two candidates tell the same; a list and an item of it do."""
    vectors = np.stack([one.candidate.vector for one in scored])
    ids = np.array([one.candidate.passage.article.id for one in scored])
    starts, ends = (np.array([getattr(one.candidate.passage, end) for one in scored]) for end in ("start", "end"))
    overlap = (ids[:, None] == ids) & (starts[:, None] < ends) & (starts < ends[:, None])
    return np.where(overlap, np.float32(1), vectors @ vectors.T)


def chosen(alike: NDArray[np.float32], odds: NDArray[np.float64], owners: Sequence[str] | None = None) -> list[int]:
    """The numbers of the likeliest sentences, none of them like a likelier one by `alike`, float32 [n, n].

    With `owners`, the article of each sentence, every article with a likely point is heard before any is heard again,
    none more than `MOST_EACH` times if there are several, and beyond `FEWEST` statements with what may be a point."""
    ranked = [int(i) for i in np.argsort(-odds, kind="stable")]
    if owners is None:
        return _unlike(alike, ranked, [])
    most_each = MOST_EACH if len(set(owners)) > 1 else MOST
    likely = [i for i in ranked if odds[i] >= LIKELY]
    first = [next(i for i in likely if owners[i] == owner) for owner in dict.fromkeys(owners[i] for i in likely)]
    taken = _unlike(alike, first, [])
    for i in ranked:
        if len(taken) >= FEWEST and odds[i] < POSSIBLE:
            break
        if sum(owners[j] == owners[i] for j in taken) < most_each:
            taken = _unlike(alike, [i], taken)
    return taken


def _unlike(alike: NDArray[np.float32], numbers: Sequence[int], taken: list[int]) -> list[int]:
    """Those `taken`, and of the others in order each that is like none before it, `MOST` in all."""
    for i in numbers:
        if len(taken) < MOST and (not taken or float(alike[taken, i].max()) < ALIKE):
            taken = [*taken, i]
    return taken


def _to_read(found: RetrievalResult, kind: QuestionKind) -> RetrievalResult:
    """As many chunks as are read. Of more than that an overview takes those that stand first in their articles."""
    if kind is not QuestionKind.OVERVIEW:
        return found.first(READ_FOR_MANY)
    places: dict[str, list[int]] = {}
    for hit in found.hits:
        places.setdefault(hit.chunk.article.id, []).append(hit.chunk.start)
    numbers = [sorted(places[hit.chunk.article.id]).index(hit.chunk.start) for hit in found.hits]
    return found.only(sorted(range(len(numbers)), key=lambda i: (numbers[i], i))[:READ_FOR_MANY])


def scope(found: RetrievalResult) -> str:
    """From what an overview is told: how many articles, and of which outlets and what time where all of them say so; of
    somebody, those that name them."""
    wanted, named = focus(found.query), _named(found)
    among = articles_on(found, wanted) if wanted else [hit.chunk.article for hit in named.hits]
    articles = {article.digest: article for article in among}.values()
    outlets = sorted({article.publisher or "" for article in articles})
    days = sorted(article.published or "" for article in articles)
    told = [f"From {len(articles)} article{'' if len(articles) == 1 else 's'}"]
    if all(outlets):
        told.append(f"of {', '.join(outlets[:NAMED])}{' and others' if len(outlets) > NAMED else ''}")
    if all(days):
        told.append(f"published {days[0]}" if days[0] == days[-1] else f"published {days[0]} to {days[-1]}")
    return ", ".join(told) + "."


def _named(found: RetrievalResult) -> RetrievalResult:
    """Of what was found, the hits in the articles that the question names, or in the newest where it asks for nothing
    but what is new; everything where it names none, or only one article has a date."""
    kept = [i for i, hit in enumerate(found.hits) if spoken(found.query, hit.chunk.article)]
    if kept:
        return found.only(kept)
    days = {hit.chunk.article.published for hit in found.hits if hit.chunk.article.published}
    new = _LATEST.search(found.query) and (FUNCTION_WORDS | REQUEST).issuperset(words(found.query))
    newest = [i for i, hit in enumerate(found.hits) if new and hit.chunk.article.published == max(days, default="")]
    return found.only(newest) if newest and len(days) > 1 else found


def _published(passage: Passage) -> tuple[str, str, int]:
    return passage.article.published or "9999", passage.article.id, passage.start
