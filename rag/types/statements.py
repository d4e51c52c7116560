"""What an answer is made of: statements that rest on passages, and what a language model wrote without being shown."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.articles import Passage
from rag.types.verdicts import ReasonKind, Verdict
from rag.types.voices import Voice

CORRECTS = "corrects the question"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that a language model wrote and that was not shown, and why."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """That a statement says otherwise than one before it."""

    passage: Passage
    """What the other statement quotes: its first citation."""
    kind: ReasonKind | None = None
    """In what they differ: number, date, name, negation …; None where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the passages it rests on (at least one).

    `support` is between 0 and 1; 1.0 says that the statement's words are the source's own."""

    text: str
    citations: tuple[Passage, ...]
    support: float = 1.0
    answer: Passage | None = None
    """The exact words that answer, inside the first citation, where they could be told and the statement quotes it."""
    differs: tuple[Difference, ...] = ()
    """The statements before it that it disagrees with."""
    voice: Voice | None = None
    """Whose words it gives, as far as the article lets one tell."""
    corrects: bool = False
    """Whether it says otherwise than the question takes for granted: somebody else said it."""
    metadata: str = ""
    """What is known of the cited article besides, where it is asked for: title, author, outlet, date. Taken from the
    article's metadata: its text need not say it."""
    when: str = ""
    """In a timeline, when what it tells happened, as its words and its article's date say: ISO 8601, as precise as they
    are, "--02-10" where they leave the year open; empty where they tell no date."""

    origins: int = 0
    """How many there are of the cited articles, near-copies of one another counted once; 0 where there are none."""

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement without a citation is not shown")
        shown = self.citations[0]
        if self.answer and not (
            shown.start <= self.answer.start < self.answer.end <= shown.end == shown.start + len(self.text)
        ):
            raise ValueError("the words that answer stand outside of what is quoted")

    @property
    def remarks(self) -> tuple[str, ...]:
        """The quiet words beside it: that it corrects the question, how it is said, and that articles are copies."""
        said = self.voice.words if self.voice else ""
        return tuple(filter(None, (CORRECTS if self.corrects else "", said, self._of_one_origin)))

    @property
    def _of_one_origin(self) -> str:
        articles = len({passage.article.digest for passage in self.citations})
        return f"{articles} articles, {self.origins} origin{'s' * (self.origins > 1)}" if self.origins else ""
