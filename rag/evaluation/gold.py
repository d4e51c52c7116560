"""Measuring answers against questions whose evidence is known.

A question file is JSON lines, one question an object: `question`, `kind`, `history` (the earlier questions of the
conversation), `answerable`, and `evidence`: every place that answers it, as {"text": …} or, where the article's words
may not be copied, as {"digest": first hex digits of `Article.digest`, "start": …, "end": …}.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from rag.errors import LoadError
from rag.library import Library
from rag.types import Answer, Article, Passage, Turn

MIN_OVERLAP = 0.5
"""A citation holds a piece of evidence if they share this part of the shorter of the two."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its evidence, resolved to passages of the library's articles."""

    question: str
    kind: str
    history: tuple[str, ...]
    answerable: bool
    evidence: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and what came back for it."""

    question: Question
    answer: Answer
    seconds: float

    @property
    def hits(self) -> tuple[bool, ...]:
        """For each citation, whether it holds evidence."""
        return tuple(
            any(overlaps(citation, evidence) for evidence in self.question.evidence)
            for citation in self.answer.citations
        )

    @property
    def first_hit(self) -> bool:
        """Whether the first citation holds evidence."""
        return self.hits[:1] == (True,)

    @property
    def right(self) -> bool:
        """Whether the first citation holds evidence, or where nothing does, whether nothing was answered."""
        return self.first_hit if self.question.answerable else not self.answer.answered


def overlaps(citation: Passage, evidence: Passage) -> bool:
    """Whether a citation and a piece of evidence are the same place."""
    if citation.article.digest != evidence.article.digest:
        return False
    shared = min(citation.end, evidence.end) - max(citation.start, evidence.start)
    return shared >= MIN_OVERLAP * min(citation.end - citation.start, evidence.end - evidence.start)


def read_questions(path: Path, articles: Sequence[Article]) -> list[Question]:
    """The questions of a file, their evidence found in `articles`.

    Raises `LoadError` where a line is no question, or its evidence stands in none of the articles."""
    return [
        _question(line, f"{path}, line {number}", articles)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    ]


def _question(line: str, place: str, articles: Sequence[Article]) -> Question:
    try:
        fields: dict[str, Any] = json.loads(line)
        evidence = tuple(passage for item in fields["evidence"] for passage in _passages(item, articles, place))
        return Question(
            fields["question"], fields["kind"], tuple(fields["history"]), bool(fields["answerable"]), evidence
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise LoadError(
            place, f"is no question with question, kind, history, answerable and evidence ({error})"
        ) from error


def _passages(item: dict[str, Any], articles: Sequence[Article], place: str) -> list[Passage]:
    if "text" in item:
        found = [
            Passage(article, start, start + len(item["text"]))
            for article in articles
            for start in _occurrences(article.text, item["text"])
        ]
    else:
        found = [
            Passage(article, item["start"], item["end"])
            for article in articles
            if article.digest.startswith(item["digest"])
        ]
    if not found:
        raise LoadError(place, f"the evidence {item} stands in no article of the index; update it with their folder")
    return found


def _occurrences(text: str, needle: str) -> Iterable[int]:
    start = text.find(needle)
    while start >= 0:
        yield start
        start = text.find(needle, start + 1)


def ask_all(library: Library, questions: Sequence[Question], progress: Callable[[int], None]) -> list[Outcome]:
    """Ask every question, its history first. `progress` is called with the number of questions done."""
    library.warm()
    outcomes = []
    for done, question in enumerate(questions, 1):
        turns: list[Turn] = []
        for earlier in question.history:
            turns.append(Turn(earlier, library.ask(earlier, turns).text))
        started = time.perf_counter()
        answer = library.ask(question.question, turns)
        outcomes.append(Outcome(question, answer, time.perf_counter() - started))
        progress(done)
    return outcomes


def report(outcomes: Sequence[Outcome], library: Library) -> dict[str, Any]:
    """The figures as plain JSON: counts as [n, of], latency in milliseconds."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    citations = [(outcome, citation) for outcome in outcomes for citation in outcome.answer.citations]
    correct = sum(sum(outcome.hits) for outcome in answerable)
    given = sum(len(outcome.hits) for outcome in answerable)
    certain = [outcome.answer.answered and not outcome.answer.doubtful for outcome in outcomes]
    refusals = Counter(o.question.kind for o in outcomes if not o.question.answerable and not o.answer.answered)
    warned = Counter(
        o.question.kind for o, sure in zip(outcomes, certain, strict=True) if not o.question.answerable and not sure
    )
    asked = Counter(o.question.kind for o in outcomes if not o.question.answerable)
    milliseconds = sorted(outcome.seconds * 1000 for outcome in outcomes)
    percentiles = quantiles(milliseconds, n=20, method="inclusive") if len(milliseconds) > 1 else milliseconds * 19
    return {
        "questions": len(outcomes),
        "answered": [sum(outcome.answer.answered for outcome in answerable), len(answerable)],
        "answered without doubt": [
            sum(sure and o.question.answerable for o, sure in zip(outcomes, certain, strict=True)),
            len(answerable),
        ],
        "evidence hit": [sum(any(outcome.hits) for outcome in answerable), len(answerable)],
        "first citation hit": [sum(outcome.first_hit for outcome in answerable), len(answerable)],
        "citation precision": [correct, given],
        "refused": {kind: [refusals[kind], total] for kind, total in sorted(asked.items())},
        "refused or doubted": {kind: [warned[kind], total] for kind, total in sorted(asked.items())},
        "broken slices": [sum(not _is_slice(citation) for _, citation in citations), len(citations)],
        "noise cited": [sum(_noise(citation, library) for _, citation in citations), len(citations)],
        "latency ms": {"p50": round(percentiles[9], 1), "p95": round(percentiles[18], 1)},
    }


def _is_slice(citation: Passage) -> bool:
    return bool(citation.text.strip()) and citation.article.text[citation.start : citation.end] == citation.text


def _noise(citation: Passage, library: Library) -> bool:
    """Whether the citation holds words that are in no sentence of its article: boilerplate, headings, image names."""
    covered = [False] * (citation.end - citation.start)
    for sentence in library.sentences(citation.article):
        for position in range(max(sentence.start, citation.start), min(sentence.end, citation.end)):
            covered[position - citation.start] = True
    return any(char.isalnum() and not inside for char, inside in zip(citation.text, covered, strict=True))
