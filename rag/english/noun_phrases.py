"""Noun phrases for whoever can say something: "the union's secretary Synne Torvund", "a source close to the talks"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rag.english.entities import TITLES, Name
from rag.english.vocabulary import word_set

PRONOUNS = frozenset("i we he she they it".split())
_OBJECTS = {"him": "he", "his": "he", "its": "it", "her": "she", "me": "I", "my": "I", "us": "we"}
_OBJECTS |= {"them": "they", "their": "they"}
_DETERMINERS = (
    "the|a|an|one|two|multiple|three|several|some|many|most|other|another|its|his|her|their|our|my|this|that|these"
    "|those|both"
)
PREPOSITION = re.compile(
    r"\b(?:of|in|at|from|for|to|with|by|about|against|on|near|close|than|into|over|under|between|behind|through|via|after|before|during)\b"
)
_ADVERBIAL = re.compile(
    r"^(?:(?:in|on|at|after|before|during|with|for|from|under|by|since|asked|speaking|meanwhile|yesterday|today|later|then"
    r"|earlier|now|last|this|despite|like|instead|still|again|however|moreover|indeed|also|there|here|next|finally|once"
    r"|until|about|over|two|three|four|five|six)\b[^,]{0,90}|\w+ly), ",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"^(?:for|also|still|even|now|only|meanwhile|later|first|second|today|yesterday|there|here)\s", re.IGNORECASE
)
_WHO = re.compile(r"(?:,\s|\s)who$")


def noun_phrase(segment: str, offset: int, known: tuple[Name, ...]) -> tuple[str, Name | None] | None:
    """A speaker as a noun phrase and the name in it; None where `segment` is no such phrase."""
    lead = len(segment) - len(segment.lstrip())
    segment, offset = segment.strip(), offset + lead
    segment = _WHO.sub("", segment)
    while match := _ADVERBIAL.match(segment) or _OPENER.match(segment):
        segment, offset = segment[match.end() :], offset + match.end()
    if re.match(r"(?:despite|amid|unlike|besides|without)\b", segment, re.IGNORECASE):
        return None
    word = segment.rstrip(",")
    if word.casefold() in PRONOUNS or word.casefold() in _OBJECTS:
        return _OBJECTS.get(word.casefold(), word), None
    parts = list(_parts(segment, offset))
    if not parts:
        return None
    if len(parts) > 1 and not segment.endswith(","):
        parts = parts[-1:]
        if parts[0][0].casefold() in PRONOUNS:
            return parts[0][0], None
    head, start = parts[0]
    name = _named(head, start, known)
    if name:
        return name.text, name
    for part, at in parts[1:2]:
        inside = [
            one for one in known if at <= one.start and one.end == at + len(part) and _titled(part[: one.start - at])
        ]
        if inside and (speaks(head) or re.match(rf"(?:{_DETERMINERS})(?:\s|$)|[^\s]+['’]s\s", head, re.IGNORECASE)):
            return head, inside[0]
    return (head, None) if speaks(head) else None


def _parts(segment: str, offset: int) -> Iterator[tuple[str, int]]:
    for match in re.finditer(r"[^,]+", segment):
        text = match.group()
        if text.strip():
            yield text.strip(), offset + match.start() + len(text) - len(text.lstrip())


def _named(head: str, start: int, known: tuple[Name, ...]) -> Name | None:
    """The name that a phrase is about: "Ida Kvalvåg of Nordvik Rail", "the union's secretary Synne Torvund"."""
    for name in reversed([one for one in known if start <= one.start and one.end <= start + len(head)]):
        before, after = head[: name.start - start], head[name.end - start :]
        if PREPOSITION.search(before) or (after and not PREPOSITION.match(after.lstrip()) and after.strip()):
            continue
        if re.search(r"(?:^|\s)(?:and|or|like|as)\s$", before):
            continue
        return name
    return None


def _titled(before: str) -> bool:
    """Whether what stands before a name is nothing or a title."""
    return not before.strip() or all(word.casefold() in TITLES or word[0].isupper() for word in before.split())


def speaks(phrase: str) -> bool:
    """Whether a phrase without a name stands for somebody who can say something."""
    head = head_of(phrase.casefold())
    last = head.split()[-1] if head.split() else ""
    two = " ".join(head.split()[-2:])
    plural = last.endswith("s") or last in ("people", "police", "media")
    determined = re.match(rf"(?:{_DETERMINERS})\s|[^\s]+['’]s?\s", phrase, re.IGNORECASE) or phrase[:1].isupper()
    return bool(denotes_speaker(last) or denotes_speaker(two)) and bool(determined or plural)


def head_of(phrase: str) -> str:
    """A phrase up to its first preposition: its last word is what it is."""
    stop = re.search(
        r"\s(?:of|in|at|from|for|to|with|by|about|close|near|familiar|who|which|involved|including|on|against|behind)\b",
        phrase,
    )
    return (phrase[: stop.start()] if stop else phrase).strip(" ,")


def denotes_speaker(word: str) -> bool:
    """Whether a word in small letters is a noun for somebody, or some body, that can speak ("minister", "union")."""
    return word in _nouns() or bool(re.search(r"(?:man|woman|men|women|person)$", word))


@cache
def _nouns() -> frozenset[str]:
    held = word_set("speakers") | word_set("offices") | word_set("titles")
    plurals = {word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeou" else word + "s" for word in held}
    return held | plurals | {"people"}
