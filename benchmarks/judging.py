"""Answers held against labels in one way for everybody: Footnote's, a language model's, other libraries'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import Row
from rag.english.tokens import terms
from rag.generation.grounding import refuses
from rag.generation.stream import CitedSentence, Cutter
from rag.types import Answer, Article, Passage

BROAD = ("list", "compare", "overview", "timeline")
SAYS = 0.5
"""The share of the shorter one's words, those of the question aside, by which a sentence says what another one does."""
_REFUSAL = re.compile(
    r"\bthere(?: is|['’]s) (?:no|not enough|insufficient) (?:\w+ ){0,2}"
    r"(?:information|mention|indication|details?|evidence)"
    r"|\bno (?:\w+ ){0,2}(?:information|mention|indication|details?) (?:\w+ ){0,3}(?:is |are |was )?"
    r"(?:provided|given|available|found|in the|about|on|regarding)"
    r"|\b(?:none|neither) of the (?:\w+ )?(?:sources?|passages?|articles?|contexts?|texts?)\b"
    r"|\b(?:is|are|was|were)(?: not|n['’]t) (?:\w+ )?"
    r"(?:mentioned|stated|specified|provided|given|named|known|disclosed|clear)\b"
    r"|\bdo(?:es)?(?: not|n['’]t) (?:\w+ )?(?:know|mention|specify|state|provide|contain|say|include)\b"
    r"|\b(?:cannot|can['’]t|could not) be (?:determined|answered|found)\b",
    re.IGNORECASE,
)
"""What a model says where it finds nothing; read in the replies of every library."""
_LAST_LINE = re.compile(r"\s+Sources?:\s*Source (\d+)\s*$", re.IGNORECASE)
_NAMED = re.compile(r"\bsource (\d{1,2})\b", re.IGNORECASE)
"""A number without brackets: "According to Source 3, …"."""
_LIST_OF_SOURCES = re.compile(r"\W*sources?\b[\s:\d]*$|\W*source \d+:", re.IGNORECASE)
Span = dict[str, str]
"""A labelled sentence: its article's file name, and its text."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer and what it cites."""

    text: str
    cited: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled question and what was told; nothing where the answer is that the articles do not say."""

    row: dict[str, Any]
    said: tuple[Said, ...]


def wording(row: dict[str, Any]) -> str:
    """A question as it is asked."""
    return str(row.get("plain") or row["question"])


def own(row: dict[str, Any], answer: Answer) -> Told:
    """An answer of this package."""
    return Told(row, tuple(Said(one.text, one.citations) for one in answer.statements))


def others(row: dict[str, Any], reply: dict[str, Any], articles: Path) -> Told:
    """The reply of another library (benchmarks/runners/answering.py) over the files in `articles`.

    A sentence that has no number cites what the next one does that has, else the one before; where there is no number
    in all of the answer, each sentence cites everything that the library hands back as the answer's sources."""
    sentences = split(reply["text"])
    if refused(sentences):
        return Told(row, ())
    sources = [_placed(source, articles) for source in reply["sources"]]
    named = [(*one.numbers, *map(int, _NAMED.findall(one.text))) for one in sentences]
    numbers = [[n for n in found if 0 < n <= len(sources)] for found in named]
    citing = [place for place, cited in enumerate(numbers) if cited]
    said = []
    for place, sentence in enumerate(sentences):
        after = next((other for other in citing if other >= place), citing[-1] if citing else None)
        cited = sources if after is None else [sources[n - 1] for n in numbers[after]]
        said.append(Said(sentence.text, tuple(dict.fromkeys(cited))))
    return Told(row, tuple(said))


def refused(sentences: Sequence[CitedSentence]) -> bool:
    """Whether an answer is that the sources do not say: it begins with that, or says nothing else; so does nothing."""
    told = [bool(_REFUSAL.search(one.text)) or refuses(one.text) for one in sentences]
    return all(told) or told[0]


def split(text: str) -> list[CitedSentence]:
    """The sentences of an answer, with the numbers that each cites; without what only leads to others ("They are:")
    and a list of the sources below them."""
    cutter = Cutter()
    sentences = (*cutter.feed(_LAST_LINE.sub(r" [\1]", text)), *cutter.end())
    said = [one for one in sentences if terms(one.text) and not one.text.endswith(":")]
    return [one for one in said if not _LIST_OF_SOURCES.match(one.text)]


def _placed(source: dict[str, str], articles: Path) -> Passage:
    """A source as a passage of its article, both with single blanks and without the marks of Markdown."""
    article = Article(source["article"], _even((articles / source["article"]).read_text("utf-8")), "")
    text = _even(source["text"])
    start = article.text.find(text)
    if start < 0:  # the library has put something of its own in the middle
        article, start = Article(source["article"], text, ""), 0
    return Passage(article, start, start + len(text))


def _even(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def covers(passage: Passage, span: Span) -> bool:
    """Whether a citation holds half of a labelled sentence, or is half of it."""
    start, end = _found(passage, span)
    common = min(end, passage.end) - max(start, passage.start)
    return start >= 0 and common >= 0.5 * min(end - start, passage.end - passage.start)


def _found(passage: Passage, span: Span) -> tuple[int, int]:
    """Where a labelled sentence is in a citation's article; (-1, -1) where it is of another one."""
    if Path(passage.article.id).name == span["article"]:
        for text in (span["text"], span["text"].replace("*", ""), _even(span["text"])):
            if (start := passage.article.text.find(text)) >= 0:
                return start, start + len(text)
    return -1, -1


def makes(one: Said, spans: Sequence[Span], question: str) -> bool:
    """Whether a sentence cites one of these labelled sentences and says it, too."""
    cited = [span for span in spans if any(covers(passage, span) for passage in one.cited)]
    return any(answers(one.text, span) or says(one.text, span["text"], question) for span in cited)


def answers(text: str, span: Span) -> bool:
    """Whether a sentence holds more than half of the words that are labelled as the answer ("4.2 percent")."""
    wanted = set(terms(span.get("answer", "")))
    return len(wanted & set(terms(text))) > 0.5 * len(wanted)


def says(text: str, other: str, question: str) -> bool:
    """Whether a sentence says what another one does: it shares half of the shorter one's words, those of the question
    aside, which are in every answer."""
    asked = set(terms(question))
    mine, its = set(terms(text)), set(terms(other))
    mine, its = mine - asked or mine, its - asked or its
    return len(mine & its) >= SAYS * min(len(mine), len(its))


def figures(name: str, told: Sequence[Told]) -> Iterator[Row]:
    """The rows of one way to answer."""
    made, useful, hits, refusals, right, share = [], [], [], [], [], []
    for answer in told:
        row, question = answer.row, wording(answer.row)
        if row["kind"] == "nearmiss":
            refusals.append(float(not answer.said))
            continue
        points = row["points"] if row["kind"] in BROAD else [row["evidence"]]
        if row["kind"] in BROAD:
            made.append(mean([any(makes(one, point, question) for one in answer.said) for point in points]))
            useful.append(mean([any(makes(one, point, question) for point in points) for one in answer.said]))
        else:
            hits.append(float(any(makes(one, points[0], question) for one in answer.said)))
        spans = [span for point in points for span in point]
        if cited := list(dict.fromkeys(passage for one in answer.said for passage in one.cited)):
            right.append(mean([any(covers(passage, span) for span in spans) for passage in cited]))
            share.append(labelled(cited, spans))
    yield Row("points of broad questions", name, mean(made), len(made))
    yield Row("useful statements of these", name, mean(useful), len(useful))
    yield Row("hit, of questions for a fact or a view", name, mean(hits), len(hits))
    yield Row("near misses refused", name, mean(refusals), len(refusals))
    yield Row("citations that hold what was asked for", name, mean(right), len(right))
    yield Row("of the text that is cited, what was asked for", name, mean(share), len(share))


def labelled(cited: Sequence[Passage], spans: Sequence[Span]) -> float:
    """The share of the characters of some citations that are labelled."""
    right = length = 0
    for passage in cited:
        places: set[int] = set()
        for start, end in (_found(passage, span) for span in spans):
            places.update(range(max(start, passage.start), min(end, passage.end)))
        right, length = right + len(places), length + passage.end - passage.start
    return right / max(1, length)


def mean(values: Sequence[float]) -> float:
    """Their mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
