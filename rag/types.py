"""The words of the project: what the rooms hand to one another.

Offsets count code points of `Article.text` and are half-open. A `Passage` never carries text of its own:
its text *is* the slice, so a quotation cannot drift from its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is what was decoded, stored once and never rewritten; unknown stays None."""

    id: str
    """Where it was found: folder name and relative path ("articles/summit.md"), or a URL."""
    text: str
    title: str
    published: str | None = None
    """ISO 8601, as precise as the evidence in the file: "2026-02-10", "2026-02" or "2026"."""
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code ("en")."""
    headings: tuple[tuple[int, int], ...] = ()
    """Spans (start, end) of `text` that are headings: shown as such, never cited."""
    digest: str = field(init=False)
    """sha256 of `text`: the content, as `id` is the identity."""

    def __post_init__(self) -> None:
        # A lone surrogate cannot be encoded strictly; such text must still have a digest.
        object.__setattr__(self, "digest", sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest())

    @property
    def key(self) -> str:
        """Sixteen hex digits naming this content under this id: what citation links carry.

        A changed article has another key, so an old link says "no longer here" instead of marking wrong words."""
        return sha256(f"{self.id}\0{self.digest}".encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters of one article: `article.text[start:end]`, never empty."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(
                f"no passage {self.start}-{self.end} in {self.article.id!r} of {len(self.article.text)} characters"
            )

    @property
    def text(self) -> str:
        """The quoted characters themselves."""
        return self.article.text[self.start : self.end]

    @property
    def ref(self) -> str:
        """The stateless link to this passage, `s/<article key>/<start>-<end>`."""
        return f"s/{self.article.key}/{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of sentences of one article, in order, without overlap; what is embedded and found."""

    sentences: tuple[Passage, ...]

    @property
    def article(self) -> Article:
        return self.sentences[0].article

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end

    @property
    def text(self) -> str:
        """Its sentences joined by spaces. For searching; a citation is always a `Passage`."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query; a higher score is better."""

    chunk: Chunk
    score: float


class Support(StrEnum):
    """What passages say to a sentence."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"
    UNVERIFIABLE = "unverifiable"
    """Nothing in the sentence can be checked: a question, a greeting, an opinion about nothing named."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that keeps a sentence from being supported, in words that can be shown."""

    kind: str
    """number, date, name, speaker, negation, direction, role, hedge, quotation, misattributed or missing."""
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether passages support a sentence: what kind, how much of it between 0 and 1, and why not more."""

    kind: Support
    support: float
    reasons: tuple[Reason, ...] = ()
    passages: tuple[Passage, ...] = ()
    """The sentences of the passages that it was held against, the closest first."""

    @property
    def supported(self) -> bool:
        return self.kind is Support.SUPPORTED


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a text that was held against the articles: `text` is the slice `start` to `end` of it."""

    text: str
    start: int
    end: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text, and what the articles say to each of its sentences."""

    text: str
    sentences: tuple[CheckedSentence, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences are of each kind, in the order of `Support`."""
        kinds = [sentence.verdict.kind for sentence in self.sentences]
        return {kind.value: kinds.count(kind) for kind in Support}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: counts, and of every sentence its text, place, kind, support, reasons and passages."""
        return {"counts": self.counts, "sentences": [_checked(sentence) for sentence in self.sentences]}

    def to_markdown(self) -> str:
        """A report to keep: every sentence as a quotation, its verdict, the reasons, and the passage."""
        told = ", ".join(f"{count} {kind}" for kind, count in self.counts.items() if count)
        return "\n\n".join([f"# Checked against the articles\n\n{told}", *map(_report, self.sentences)]) + "\n"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that a language model wrote and that was not shown, and why."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the passages it rests on (at least one).

    `support` is between 0 and 1; 1.0 says that the statement's words are the source's own."""

    text: str
    citations: tuple[Passage, ...]
    support: float = 1.0
    answer: Passage | None = None
    """The exact words that answer, inside the first citation, where they could be told and the statement quotes it."""

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement without a citation is not shown")
        shown = self.citations[0]
        if self.answer and not (
            shown.start <= self.answer.start < self.answer.end <= shown.end == shown.start + len(self.text)
        ):
            raise ValueError("the words that answer stand outside of what is quoted")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question. No statements means: they do not say; `nearest` is what came closest."""

    question: str
    statements: tuple[Statement, ...] = ()
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Passage, ...] = ()
    query: str = ""
    """The question with the conversation folded in: what the index was asked."""
    generator: str = ""
    """The language model that phrased it; empty where the words are the articles' own."""
    left_out: tuple[LeftOut, ...] = ()
    """What the model wrote besides and the articles do not support."""
    note: str = ""
    """What a reader should know: it is not certain that the articles answer this; the model did not answer in time."""
    confidence: float = 0.0
    """How likely the articles answer the question, between 0 and 1, as fitted on public questions (training/README.md):
    below a threshold no statement is made."""
    explanation: str = ""
    """Where the articles do not say: what of the question they mention, and what they do not."""

    @property
    def answered(self) -> bool:
        return bool(self.statements)

    @property
    def citations(self) -> tuple[Passage, ...]:
        """Every cited passage once, in order of first use: citation n is `citations[n - 1]`."""
        return tuple(dict.fromkeys(passage for statement in self.statements for passage in statement.citations))

    def numbers(self, statement: Statement) -> tuple[int, ...]:
        """The citation numbers of one of its statements, counted from 1."""
        order = {passage: number for number, passage in enumerate(self.citations, 1)}
        return tuple(order[passage] for passage in statement.citations)

    @property
    def text(self) -> str:
        """The statements as prose with their citation numbers; empty where the articles do not say."""
        return " ".join(
            statement.text + "".join(f"[{number}]" for number in self.numbers(statement))
            for statement in self.statements
        )

    def __str__(self) -> str:
        """The prose, then its numbered sources; or that the articles do not say, and the nearest passage."""
        if not self.answered:
            closest = [f"Closest passage: {_source(passage)}" for passage in self.nearest[:1]]
            told = " ".join(part for part in ("Not in these articles.", self.explanation) if part)
            return "\n".join([told, *closest])
        sources = [f"[{number}] {_source(passage)}" for number, passage in enumerate(self.citations, 1)]
        remarks = [remark for remark in (self.note, count_left_out(len(self.left_out))) if remark]
        return "\n".join([self.text, *remarks, "", *sources])

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: question, query, answered, confidence, text, generator, note, explanation, statements, left_out,
        citations and nearest."""
        return {
            "question": self.question,
            "query": self.query or self.question,
            "answered": self.answered,
            "confidence": self.confidence,
            "text": self.text,
            "generator": self.generator,
            "note": self.note,
            "explanation": self.explanation,
            "statements": [_told(statement, self.numbers(statement)) for statement in self.statements],
            "left_out": [_left_out(sentence) for sentence in self.left_out],
            "citations": [_numbered(number, passage) for number, passage in enumerate(self.citations, 1)],
            "nearest": [_numbered(number, passage) for number, passage in enumerate(self.nearest, 1)],
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the text it was answered with."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update did, in articles."""

    added: int = 0
    changed: int = 0
    renamed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    """Ids that were left out because somebody removed them by hand; updating the file itself brings it back."""


def count_left_out(number: int) -> str:
    """How many sentences were not shown, as a line below an answer; empty where none was."""
    if not number:
        return ""
    sentences, them = ("sentence was", "it") if number == 1 else ("sentences were", "them")
    return f"{number} {sentences} left out because the articles do not support {them}."


def _source(passage: Passage) -> str:
    article = passage.article
    known = ", ".join(part for part in (article.title, article.publisher, article.published) if part)
    return f"{known} ({article.id}, characters {passage.start}-{passage.end}): {passage.text}"


def _checked(sentence: CheckedSentence) -> Mapping[str, Any]:
    verdict = sentence.verdict
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "kind": verdict.kind.value,
        "support": verdict.support,
        "reasons": [{"kind": reason.kind, "text": reason.text} for reason in verdict.reasons],
        "passages": [_numbered(number, passage) for number, passage in enumerate(verdict.passages, 1)],
    }


def _report(sentence: CheckedSentence) -> str:
    verdict = sentence.verdict
    lines = [f"> {_plain(sentence.text)}", "", f"**{verdict.kind.value}**"]
    lines += [f"- {_plain(reason.text)}" for reason in verdict.reasons]
    lead = "closest passage: " if verdict.kind is Support.NOT_FOUND else ""
    if verdict.kind is not Support.UNVERIFIABLE:
        lines += [f"- {lead}{_plain(_source(passage))}" for passage in verdict.passages[:1]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown takes for nothing but text, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|~&:$=@^-])", r"\\\1", " ".join(text.split()))


def _told(statement: Statement, numbers: tuple[int, ...]) -> Mapping[str, Any]:
    words, shown = statement.answer, statement.citations[0]
    # Positions in the statement's own text, for whoever shows it.
    exact = {"start": words.start - shown.start, "end": words.end - shown.start, "quote": words.text} if words else None
    return {"text": statement.text, "support": statement.support, "citations": list(numbers), "answer": exact}


def _left_out(sentence: LeftOut) -> Mapping[str, Any]:
    reasons = [{"kind": reason.kind, "text": reason.text} for reason in sentence.verdict.reasons]
    return {"text": sentence.text, "kind": sentence.verdict.kind.value, "reasons": reasons}


def _numbered(number: int, passage: Passage) -> Mapping[str, Any]:
    article = passage.article
    return {
        "number": number,
        "article": article.id,
        "title": article.title,
        "published": article.published,
        "publisher": article.publisher,
        "url": article.url,
        "ref": passage.ref,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
    }
