"""What passages say to a sentence, and to every sentence of a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import rag.types.markdown as markdown
from rag.types.articles import Passage
from rag.types.sources import numbered, source
from rag.types.wording import Say

CHECKED = "Checked against the articles"
CLOSEST = "closest passage"


class Support(StrEnum):
    """What passages say to a sentence."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"
    UNVERIFIABLE = "unverifiable"
    """Nothing in the sentence can be checked: a question, a greeting, an opinion about nothing named."""


class ReasonKind(StrEnum):
    """What it is that keeps a sentence from being supported."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    """It is said of somebody else."""
    SPEAKER = "speaker"
    NEGATION = "negation"
    DIRECTION = "direction"
    """The opposite of a word: "rose" for "fell"."""
    ROLE = "role"
    """Who does it to whom."""
    HEDGE = "hedge"
    """A matter left open is stated as a fact."""
    REPORTED = "reported"
    """The article has it as somebody's word, denies it or leaves it open."""
    QUOTATION = "quotation"
    MISATTRIBUTED = "misattributed"
    """Words that stand in another article."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that keeps a sentence from being supported, in words that can be shown."""

    kind: ReasonKind
    text: str
    contradicts: bool = False
    """Whether the passages say otherwise, rather than less."""


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
        """Whether the passages say all of it."""
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

    def to_markdown(self, say: Say = str) -> str:
        """A report to keep: every sentence as a quotation, its verdict, the reasons, and the passage; its own words as
        `say` has them."""
        told = ", ".join(f"{count} {say(kind)}" for kind, count in self.counts.items() if count)
        parts = [f"# {say(CHECKED)}", told, *(_report(sentence, say) for sentence in self.sentences)]
        return "\n\n".join(parts) + "\n"


def plain_reasons(verdict: Verdict) -> list[dict[str, str]]:
    """The reasons of a verdict as plain JSON."""
    return [{"kind": reason.kind.value, "text": reason.text} for reason in verdict.reasons]


def _checked(sentence: CheckedSentence) -> dict[str, Any]:
    verdict = sentence.verdict
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "kind": verdict.kind.value,
        "support": verdict.support,
        "reasons": plain_reasons(verdict),
        "passages": [numbered(number, passage) for number, passage in enumerate(verdict.passages, 1)],
    }


def _report(sentence: CheckedSentence, say: Say) -> str:
    verdict = sentence.verdict
    lines = [f"> {markdown.line(sentence.text)}", "", f"**{say(verdict.kind.value)}**"]
    lines += [f"- {markdown.line(say(reason.text))}" for reason in verdict.reasons]
    lead = f"{say(CLOSEST)}: " if verdict.kind is Support.NOT_FOUND else ""
    if verdict.kind is not Support.UNVERIFIABLE:
        lines += [f"- {lead}{markdown.line(source(passage, say))}" for passage in verdict.passages[:1]]
    return "\n".join(lines)
