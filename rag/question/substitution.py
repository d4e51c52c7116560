"""Putting what was asked about in the place of a pronoun, and something else in the place of what was asked about."""

from __future__ import annotations

import re

from rag.english.dates import moments
from rag.question.antecedents import named, phrases

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_TIME_BEFORE = re.compile(
    r"\b(?:in|at|on|by|since|until|before|after|from)(?: the (?:end|beginning|start|middle) of)? $", re.IGNORECASE
)
_LED = re.compile(r"(?:the|another)\b", re.IGNORECASE)


def substitute(before: str, piece: str) -> str:
    """The question before, asked about `piece` instead of what it was asked about."""
    preposition, rest = _preposition(piece)
    if year := _YEAR.search(rest):
        old_year = _YEAR.search(before)
        return _swap(before, old_year.span(), year.group()) if old_year else _append(before, piece)
    if moments(rest) and (old_times := moments(before)):
        lead = _TIME_BEFORE.search(before[: old_times[-1].start]) if preposition else None
        return _swap(before, (lead.start() if lead else old_times[-1].start, old_times[-1].end), piece)
    if preposition and (old := re.search(_after(re.escape(preposition)), before, re.IGNORECASE)):
        return _swap(before, old.span(1), _bare_of_article(rest))
    new = named("x " + rest)
    if new and preposition in (None, "about", "for", "with", "by"):
        there = named(before)
        alike = [name for name in there if name.person == new[0].person] or ([] if preposition else there)
        if alike:
            return _swap(before, (_with_article(before, alike[0].start), alike[0].end), rest)
    if old := re.search(r"\b(?:about|regarding|on) (?:the )?([\w'’ -]+?)(?=[?.!]*$)", before):
        return _swap(before, old.span(1), _bare_of_article(rest))
    head = rest.split()[-1].casefold()
    for phrase in phrases(before):
        if phrase.split()[-1].casefold() == head:
            return re.sub(rf"(?:the )?{re.escape(phrase)}", lambda _: rest, before, count=1)
    if not preposition and _LED.match(piece) and len(there := named(before)) == 1:
        # "How many did the Alma save?" "And the patrol boat?": beside the one thing it can only be another such.
        start = _with_article(before, there[0].start)
        if start < there[0].start:
            return _swap(before, (start, there[0].end), piece)
    return _append(before, piece)


def _with_article(text: str, start: int) -> int:
    """Where a name begins with the article before it."""
    return start - 4 if text[:start].endswith(" the ") else start


def _after(preposition: str) -> str:
    return rf"\b{preposition} (?:the )?([\w'’ -]+?)(?= (?:in|at|on|by|for|after|before|to|from)\b|[?.!,]*$)"


def _swap(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _bare_of_article(text: str) -> str:
    return re.sub(r"^the ", "", text, flags=re.IGNORECASE)


def _preposition(piece: str) -> tuple[str | None, str]:
    found = re.match(
        r"(in|at|on|from|to|with|by|for|after|before|during|under|against|since|about)\s+(.+)", piece, re.IGNORECASE
    )
    return (found.group(1).casefold(), found.group(2)) if found else (None, piece)


def _append(before: str, piece: str) -> str:
    return before.rstrip("?!. ") + f" {piece}?"


def put(text: str, found: re.Match[str], name: str) -> str:
    """`text` with the pronoun `found` replaced by `name`, in the possessive where the pronoun was."""
    pronoun = found.group().casefold()
    rest = text[found.end() :]
    noun_follows = bool(
        re.match(
            r" (?!(?:in|at|on|from|to|with|by|for|after|before|about|and|or|when|because|say|said)\b)[a-zA-Z]", rest
        )
    )
    owns = pronoun in ("his", "their", "its", "hers", "theirs") or (pronoun == "her" and noun_follows)
    suffix = ("'" if name.endswith("s") else "'s") if owns else ""
    return text[: found.start()] + name + suffix + rest
