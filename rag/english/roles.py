"""Who does it to whom: two names around a verb that takes a person on both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.entities import Name, common, names
from rag.english.tokens import stem
from rag.english.verbs import SAID, role_forms

_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.;:!?\"“”()]|,\s(?:and|but|while|which|who|as)\b|\b(?:that|because|while|but|which|and)\b")
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|get|got)\b(?:\s\w+ly|\snot|\salso)*\s*$", re.IGNORECASE)
_BY = re.compile(r"^\s+(?:\w+\s){0,4}?by\s", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:of|in|for|with|from|to|on|at|over|into|about|as|down|up|out|around|down|than)\b", re.IGNORECASE
)
_NOT_OF_SUBJECT = re.compile(r"\b(?:of|by|for|from|with|in|a|an|the|its|their|his|her)\b(?!.*\bto\b)", re.IGNORECASE)
_VERBAL = re.compile(
    r"\b(?:to|not|will|would|can|could|may|might|must|should|did|does|do|n't|also)\s+(?:\w+ly\s)?$", re.IGNORECASE
)
REACH = 60
"""How many characters may stand between a name and its verb."""


@dataclass(frozen=True, slots=True)
class Role:
    """`agent` does `verb` to `patient`."""

    verb: str
    agent: Name
    patient: Name
    passive: bool


@lru_cache(maxsize=4_096)
def roles(text: str) -> tuple[Role, ...]:
    """What the names of `text` do to one another, as far as its word order tells."""
    known = names(text)
    if len(known) < 2:
        return ()
    forms = role_forms()
    found = []
    for word in _WORD.finditer(text):
        form = forms.get(word.group()) or _regular(word.group())
        if form:
            role = _role(text, word, form, known)
            if role:
                found.append(role)
    return tuple(found)


def _regular(word: str) -> tuple[str, str] | None:
    """A past tense by its ending ("founded"); what only reports is no deed."""
    if word.endswith("ed") and len(word) > 4 and word in common() and word not in SAID:
        return stem(word), "past"
    return None


def _role(text: str, word: re.Match[str], form: tuple[str, str], known: tuple[Name, ...]) -> Role | None:
    before = next((name for name in reversed(known) if name.end < word.start()), None)
    after = next((name for name in known if name.start > word.end()), None)
    if not before or not after or after.start - word.end() > REACH or word.start() - before.end > REACH:
        return None
    left, right = text[before.end : word.start()], text[word.end() : after.start]
    if left.startswith(("'", "’")) or _BREAK.search(left) or _BREAK.search(right):
        return None
    if form[1] == "base" and not _VERBAL.search(left):
        return None  # "order", "attack", "support" are nouns as often
    if _NOT_OF_SUBJECT.search(left):
        return None
    if _BY.match(right) and (_BE.search(left) or form[1] in ("past", "participle")):
        return Role(form[0], after, before, True)
    if _BE.search(left) and form[1] in ("past", "participle"):
        return None  # passive without an agent: the name after it is something else
    return None if _PREPOSITION.search(right) else Role(form[0], before, after, False)
