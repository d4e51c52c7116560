"""Answers to questions, and the turns of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.types.answer_markdown import as_markdown
from rag.types.articles import Hit, Passage
from rag.types.groups import Group, arranged, counted
from rag.types.kinds import QuestionKind
from rag.types.sources import numbered, source
from rag.types.statements import LeftOut, Statement
from rag.types.verdicts import plain_reasons
from rag.types.wording import METADATA, count_left_out, searched_for

NOT_SAID = "Not in these articles."
GO_ON = "Questions that these articles answer:"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question. No statements means: they do not say; `nearest` is what came closest."""

    question: str
    statements: tuple[Statement, ...] = ()
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Passage, ...] = ()
    query: str = ""
    """The question with the conversation folded in: what the index was asked."""
    kind: QuestionKind = QuestionKind.FACT
    """As what kind of question it was answered: of several at once, the first."""
    generator: str = ""
    """The language model that phrased it; empty where the words are the articles' own."""
    left_out: tuple[LeftOut, ...] = ()
    """What the model wrote besides and the articles do not support."""
    note: str = ""
    """What a reader should know: it is not certain that the articles answer this; they answer only a part of it; the
    model did not answer in time."""
    confidence: float = 0.0
    """How likely the articles answer the question, between 0 and 1, as fitted on public questions (training/README.md):
    below a threshold no statement is made. Of several questions asked at once, that of the surest."""
    explanation: str = ""
    """Where there are no statements: what of the question the articles mention and what they do not, or what can be
    asked."""
    doubtful: bool = False
    """The confidence is low: the statements are what comes closest, and may answer something else."""
    follow_ups: tuple[str, ...] = ()
    """Questions to go on with that the articles answer, none of them asked before."""
    own_words: Answer | None = None
    """Where a language model phrased it: the answer in the articles' own words."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Misspelt words of the question, each with the word of the articles that was searched for instead."""

    @property
    def answered(self) -> bool:
        """Whether the articles say it."""
        return bool(self.statements)

    @property
    def refusal(self) -> str:
        """What is said where the articles do not say it; empty where they do, or where nothing was asked of them."""
        return "" if self.statements or self.kind is QuestionKind.GREETING else NOT_SAID

    @property
    def lead(self) -> str:
        """How much there is to read ("6 points from 3 articles"); empty where the first statement is the answer."""
        return "" if self.doubtful else counted(self.kind, self.statements)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Its statements under headings; none where they are read as they come."""
        return () if self.doubtful or self.generator else arranged(self.kind, self.statements)

    @property
    def headed(self) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
        """The heading and the statements of each group; all of them under no heading where there are no groups."""
        if not self.groups:
            return (("", self.statements),)
        return tuple((group.title, tuple(self.statements[i] for i in group.statements)) for group in self.groups)

    @property
    def citations(self) -> tuple[Passage, ...]:
        """Every cited passage once, in order of first use: citation n is `citations[n - 1]`."""
        return tuple(dict.fromkeys(passage for statement in self.statements for passage in statement.citations))

    def numbers(self, statement: Statement) -> tuple[int, ...]:
        """The citation numbers of one of its statements, counted from 1."""
        order = {passage: number for number, passage in enumerate(self.citations, 1)}
        return tuple(order[passage] for passage in statement.citations)

    def differences(self, statement: Statement) -> tuple[str, ...]:
        """What to say of a statement that disagrees with ones before it: "differs from [1]: number"."""
        order = {passage: number for number, passage in enumerate(self.citations, 1)}
        return tuple(
            f"differs from [{order[other.passage]}]" + (f": {other.kind.value}" if other.kind else "")
            for other in statement.differs
            if other.passage in order
        )

    def remarks_on(self, statement: Statement) -> tuple[str, ...]:
        """The quiet words beside a statement: that it corrects the question, how it is said, what it differs from."""
        return (*statement.remarks, *self.differences(statement))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know before one reads the answer: what was searched for in place of misspelt words, and the note."""
        return tuple(filter(None, (searched_for([word for _, word in self.corrections]), self.note)))

    @property
    def text(self) -> str:
        """The statements as prose with their citation numbers; empty where the articles do not say."""
        return " ".join(
            statement.text
            + "".join(f"[{number}]" for number in self.numbers(statement))
            + (f" ({METADATA}: {statement.metadata})" if statement.metadata else "")
            for statement in self.statements
        )

    def __str__(self) -> str:
        """The note, the prose and its numbered sources; or that the articles do not say, and the nearest passage."""
        if not self.answered:
            closest = [f"Closest passage: {source(passage)}" for passage in self.nearest[:1]]
            told = " ".join(filter(None, (self.refusal, self.explanation)))
            go_on = [GO_ON, *(f"- {question}" for question in self.follow_ups)] if self.follow_ups else []
            return "\n".join([*self.remarks, told, *closest, *go_on])
        sources = [f"[{number}] {source(passage)}" for number, passage in enumerate(self.citations, 1)]
        differing = [
            f"[{self.numbers(statement)[0]}] {remark}"
            for statement in self.statements
            for remark in self.remarks_on(statement)
        ]
        below = [*differing, left_out] if (left_out := count_left_out(len(self.left_out))) else differing
        return "\n".join([*self.remarks, self.text, *below, "", *sources])

    def to_markdown(self, chat: str = "") -> str:
        """The question, the statements with their numbers, and the numbered sources: title, quote and link.

        With the address of a running `chat`, every source also links to its passage there."""
        return as_markdown(self.to_dict(), chat)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: question, query, kind, answered, refusal, doubtful, confidence, lead, text, generator, note,
        explanation, corrections, statements, groups (each with the places of its statements), left_out, own_words,
        citations, follow_ups and nearest."""
        return {
            "question": self.question,
            "query": self.query or self.question,
            "kind": self.kind.value,
            "answered": self.answered,
            "refusal": self.refusal,
            "doubtful": self.doubtful,
            "confidence": self.confidence,
            "lead": self.lead,
            "text": self.text,
            "generator": self.generator,
            "note": self.note,
            "explanation": self.explanation,
            "corrections": dict(self.corrections),
            "statements": [self._told(statement) for statement in self.statements],
            "groups": [
                {"heading": group.heading, "statements": list(group.statements), "relation": group.relation}
                for group in self.groups
            ],
            "left_out": [_left_out(sentence) for sentence in self.left_out],
            "own_words": self.own_words.to_dict() if self.own_words else None,
            "citations": [numbered(number, passage) for number, passage in enumerate(self.citations, 1)],
            "follow_ups": list(self.follow_ups),
            "nearest": [numbered(number, passage) for number, passage in enumerate(self.nearest, 1)],
        }

    def _told(self, statement: Statement) -> dict[str, Any]:
        words, shown = statement.answer, statement.citations[0]
        return {
            "text": statement.text,
            "support": statement.support,
            "citations": list(self.numbers(statement)),
            "metadata": statement.metadata,
            # Positions in the statement's own text, for whoever shows it.
            "answer": {"start": words.start - shown.start, "end": words.end - shown.start, "quote": words.text}
            if words
            else None,
            "differs": [
                {"citation": number, "in": other.kind.value if other.kind else None}
                for other in statement.differs
                for number, passage in enumerate(self.citations, 1)
                if passage == other.passage
            ],
            "voice": statement.voice.to_dict() if statement.voice else None,
            "corrects": statement.corrects,
            "remarks": list(statement.remarks),
            "when": statement.when,
            "origins": statement.origins,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the text it was answered with."""

    question: str
    answer: str = ""


def _left_out(sentence: LeftOut) -> dict[str, Any]:
    verdict = sentence.verdict
    return {"text": sentence.text, "kind": verdict.kind.value, "reasons": plain_reasons(verdict)}
