"""Transcripts: who has the word where lines begin with a speaker ("KARIN FALK:", "Q:")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.english.entities import Name, names

_SPACES = r"[ \t]*"
_CAPITALS = re.compile(
    rf"^{_SPACES}\**(?P<label>[^\W\d_a-z](?:[^\W\d_a-z]|[.'’ -])*)(?:[ ]\((?P<part>[^()\n]{{1,60}})\))?\**:\**(?=\s)",
    re.MULTILINE,
)
_MIXED = re.compile(
    rf"^{_SPACES}\**(?P<label>[A-ZÀ-Ý][\w.'’-]*(?: (?:[A-ZÀ-Ý][\w.'’-]*|de|van|von|der|al|bin)){{0,3}})"
    r"(?:[ ]\((?P<part>[^()\n]{1,60})\))?(?P<stop>\**:\**)(?=\s)",
    re.MULTILINE,
)
ASKS = frozenset("q question interviewer host presenter reporter journalist moderator chair".split())
ANSWERS = frozenset("a answer".split())
_FEWEST = 3
"""Fewer turns in small letters are no transcript: "Correction:" and "Photo:" stand once or twice."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go: from `start`, the label included, to `end`."""

    label: str
    part: str
    """What stands in brackets behind the label: the speaker's office, or the name of one who is called by it."""
    start: int
    said: int
    """Where the words begin."""
    end: int


def speaking(text: str, place: int) -> Name | None:
    """Who has the word at `place` of a transcript; None outside of one."""
    turn = turn_at(text, place)
    found = names(f"of {turn.label.title()}") if turn else ()
    return found[0] if found else None


def turn_at(text: str, place: int) -> Turn | None:
    """The turn of a transcript at `place`; None outside of one."""
    return next((turn for turn in reversed(_turns(text)) if turn.start <= place < turn.end), None)


@lru_cache(maxsize=64)
def _turns(text: str) -> tuple[Turn, ...]:
    return tuple(turns(text))


def turns(text: str, breaks: Sequence[int] = ()) -> list[Turn]:
    """The turns of a transcript in order; none where the text is none. A turn ends at the next, or at a heading, whose
    places are `breaks`."""
    found = [match for match in _CAPITALS.finditer(text) if len(match["label"].strip()) > 1 or match["label"] in "QA"]
    if len(found) < _FEWEST:
        mixed = list(_MIXED.finditer(text))
        counts = Counter(match["label"] for match in mixed)
        often = [match for match in mixed if counts[match["label"]] > 1]
        if len(often) >= _FEWEST and len({match["label"] for match in often}) > 1:
            found = [match for match in mixed if counts[match["label"]] > 1 or len(match["label"].split()) > 1]
        else:
            found = []
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    return [
        Turn(
            match["label"].strip(),
            match["part"] or "",
            match.start(),
            match.end(),
            min([end, *(place for place in breaks if match.end() < place)]),
        )
        for match, end in zip(found, ends, strict=True)
    ]
