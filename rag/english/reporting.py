"""Who says what: the speakers that a text names, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.entities import Name, names
from rag.english.verbs import SAID, tensed

_VERB = re.compile(rf"\b(?:{'|'.join(sorted(SAID, key=len, reverse=True))})\b", re.IGNORECASE)
_ALSO_DEEDS = tensed("write report recall deny confirm predict ask announce reveal claim suggest note state".split())
"""They tell of speech only before "that", a comma, a colon or a quotation."""
_SPEECH = re.compile(r"(?: \w+)?(?: that\b|[,:]| [\"“])")
_BEFORE = re.compile(
    r"(?:\s\([^)]{1,60}\)|,\s[^,.;:\"“”]{1,90},)?\s(?:who\s)?(?:(?:has|have|had|also|later|then|recently|\w+ly)\s)*"
)
_CLOSED = re.compile(r"[,\"”’'?!]\s*$")
_TO_NAME = re.compile(r"\s(?:(?:the|a|an|its|their|his|her)\s)?(?:[A-Z]?[\w'’-]+\s){0,6}")
_ACCORDING = re.compile(r"\b(?:according to|in the words of|as told by)\s([^,.;:\"“”]{1,80})", re.IGNORECASE)
_TURN = re.compile(r"^[ \t]*([^\W\d_a-z](?:[^\W\d_a-z]|[.'’ -])+)(?: \([^()\n]{1,60}\))?:(?=\s)", re.MULTILINE)
"""What opens the turn of a speaker in a transcript: "KARIN FALK:", "MOE (union):"."""
_FAR = 140
"""Characters that may stand between a name and its verb of speech."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A name, and the words that make it the speaker."""

    speaker: Name
    start: int
    end: int


@lru_cache(maxsize=4_096)
def sayings(text: str) -> tuple[Saying, ...]:
    """The attributions in `text` that name their speaker, in order."""
    known = names(text)
    if not known:
        return ()
    found = [saying for verb in _VERB.finditer(text) if (saying := _of_verb(text, verb, known))]
    for match in _ACCORDING.finditer(text):
        phrase = [name for name in known if match.start(1) <= name.start and name.end <= match.end(1)]
        near = [name for name in phrase if not re.search(r"\b(?:in|at|on|of|that)\b", text[phrase[0].end : name.start])]
        found += [Saying(near[-1], match.start(), near[-1].end)] if near else []
    return tuple(sorted(found, key=lambda saying: saying.start))


def speaking(text: str, place: int) -> Name | None:
    """Who has the word at `place` of a transcript, as its last line "NAME:" says; None outside of one."""
    said = [turn for turn in _turns(text) if turn.start() <= place]
    found = names(f"of {said[-1].group(1).strip().title()}") if said else ()
    return found[0] if found else None


@lru_cache(maxsize=64)
def _turns(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_TURN.finditer(text))


def _of_verb(text: str, verb: re.Match[str], known: tuple[Name, ...]) -> Saying | None:
    speech = verb.group().casefold() not in _ALSO_DEEDS or _SPEECH.match(text, verb.end())
    for before in reversed(known):
        if not speech or not before.end < verb.start() <= before.end + _FAR:
            continue
        gap, beside = text[before.end : verb.start()], text[max(0, before.start - 2) : before.start]
        if _BEFORE.fullmatch(gap) or (gap == ", " == beside):
            return Saying(before, before.start, verb.end())
    after = next((name for name in known if name.start > verb.end()), None)
    if after and _CLOSED.search(text[: verb.start()]) and _TO_NAME.fullmatch(text[verb.end() : after.start]):
        return Saying(after, verb.start(), after.end)
    return None
