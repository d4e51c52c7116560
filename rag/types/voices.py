"""Whose words a sentence gives: the ledger of voices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Manner(StrEnum):
    """How a sentence gives what it says."""

    QUOTED = "quoted"
    """In somebody's own words: between quotation marks, or as a turn of a transcript."""
    REPORTED = "reported"
    """What somebody says or thinks, in the words of whoever tells it."""
    OWN = "own"
    """The article's own: its author's, or its outlet's."""


class Identity(StrEnum):
    """What is known of a speaker."""

    NAMED = "named"
    ROLE = "role"
    """A part or a body without a name: "the union"."""
    ANONYMOUS = "anonymous"
    """Somebody who is not named: "a source close to the talks"."""
    UNKNOWN = "unknown"
    """It cannot be told whom the sentence means."""


class Stance(StrEnum):
    """What a sentence is besides a claim of fact."""

    OPINION = "opinion"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something: the name, as fully as the article gives it, or the words for the part."""

    name: str
    identity: Identity = Identity.NAMED


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a sentence, or a part of it, gives."""

    manner: Manner
    chain: tuple[Speaker, ...]
    """Who tells it, outermost first, the speaker last: "RT writes that Lavrov said" is RT, Lavrov. The article's own
    author or outlet is in it only where it speaks itself; empty where it is not known."""
    stance: Stance | None = None

    @property
    def speaker(self) -> Speaker | None:
        """Whose words they are in the end; None where the article itself speaks and names nobody."""
        return self.chain[-1] if self.chain else None

    @property
    def words(self) -> str:
        """How it is said, in a few words: "Lavrov, quoted", "Lavrov, reported by RT", "according to a diplomat",
        "opinion"; empty for what an article without an author says as a fact."""
        return ", ".join(filter(None, (self._source(), self.stance and self.stance.value)))

    def _source(self) -> str:
        if self.speaker is None or self.speaker.identity is Identity.UNKNOWN:
            return "" if self.manner is Manner.OWN else self.manner.value
        name = self.speaker.name
        if self.manner is Manner.OWN:
            return f"{name}, as author"
        if self.speaker.identity is Identity.ANONYMOUS:
            told = f"according to {name[:1].lower()}{name[1:]}" if name else "according to somebody not named"
        else:
            told = f"{name}, {self.manner.value}"
        through = [other.name for other in self.chain[:-1] if other.name]
        passed = "through" if self.speaker.identity is Identity.ANONYMOUS else "by"
        return f"{told} {passed} {' and '.join(through)}" if through else told

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: manner, speaker, identity, through (who passes it on, outermost first), stance and words."""
        speaker = self.speaker
        return {
            "manner": self.manner.value,
            "speaker": speaker.name or None if speaker else None,
            "identity": speaker.identity.value if speaker else None,
            "through": [other.name for other in self.chain[:-1]],
            "stance": self.stance.value if self.stance else None,
            "words": self.words,
        }
