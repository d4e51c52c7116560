"""A model's stream becomes sentences, each with the numbers it cites, as soon as each is surely at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.english.sentences import sentence_spans

_GROUP = (
    r"[\[【]\s*(?:(?:passages?|sources?|p\.|no\.|\^)\s*)?"
    r"\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\d{1,3})*\s*(?:†[^\]】\n]{0,40})?[\]】]"
)
_GROUPS = re.compile(rf"[^\S\n]*(?:{_GROUP}[^\S\n]*)+", re.IGNORECASE)
_HALF_GROUP = re.compile(r"[\[【][^\]】\n]{0,60}$")
_NUMBERS = re.compile(r"(\d{1,3})(?:\s*[–-]\s*(\d{1,3}))?")
_MOST_NUMBERS = 20
"""Passages that one sentence may name."""
_LINE_MARK = re.compile(r"(?:[^\S\n]*(?:#{1,6}|>+|[-*+•–—]|\d{1,2}[.)])[^\S\n]+)*")
# Two whole words after a full stop tell whether it ends a sentence ("the U.S. on Monday" goes on).
_TWO_WORDS = re.compile(r"\S+\s+\S+\s")
_ENDED = re.compile(r"[.!?…。！？:;][\"'”’»)\]*_]*$")
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_OPEN = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_THOUGHT_END = re.compile(r"^.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_TAG = 16
"""Characters of a closing tag, of which a part may have come."""
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence of the model without its citation numbers."""

    text: str
    numbers: tuple[int, ...] = ()
    whole: bool = True
    """False for one that the model did not bring to its end."""


class Cutter:
    """Takes the stream piece by piece; what comes out does not depend on where the pieces end."""

    def __init__(self) -> None:
        self._held = ""
        self._inline = False
        """Whether what is held goes on with a line that began before it."""

    @property
    def held(self) -> int:
        """How many characters wait for the end of their sentence."""
        return len(self._held)

    def feed(self, piece: str) -> Iterator[CitedSentence]:
        """The sentences that are whole now."""
        self._held += piece
        if not piece.isalnum():
            yield from self._cut(final=False)

    def end(self) -> Iterator[CitedSentence]:
        """What was still held; called once, when the stream is over."""
        yield from self._cut(final=True)
        self._held = ""

    def _cut(self, final: bool) -> Iterator[CitedSentence]:
        thought = self._drop_thoughts()
        while _FENCE in self._held:
            before, _, after = self._held.partition(_FENCE)
            block, closed, rest = after.partition(_FENCE)
            yield from (told for _, told in _sentences(before, self._inline))
            self._held, self._inline = rest if closed or final else _FENCE + after, True
            if not closed and not final:
                break
            yield CitedSentence(f"{_FENCE}{block}{_FENCE}")
        else:
            yield from self._whole(final)
        self._held += thought

    def _drop_thoughts(self) -> str:
        """Drop what the model thought aloud; gives the thought it has not ended yet, of which the rest is to come."""
        self._held = _THOUGHT.sub("", self._held)
        if opened := _THOUGHT_OPEN.search(self._held):
            thought = opened[0] + self._held[opened.end() :][-_TAG:]
            self._held = self._held[: opened.start()]
            return thought
        # Some templates write the opening tag into the prompt.
        self._held = _THOUGHT_END.sub("", self._held)
        return ""

    def _whole(self, final: bool) -> Iterator[CitedSentence]:
        """The sentences that surely ended; all of them at the end of the stream."""
        found, done = _sentences(self._held, self._inline), 0
        for number, (end, told) in enumerate(found):
            if final and number + 1 == len(found):
                tail = _GROUPS.sub("", self._held[done:]).rstrip()
                told = replace(told, whole=bool(told.numbers or _ENDED.search(tail)))
            elif not final and not _TWO_WORDS.match(_GROUPS.sub(" ", _HALF_GROUP.sub("", self._held[end:])).lstrip()):
                break
            yield told
            done = end
        if done:
            self._inline = self._held[done - 1] != "\n"
        self._held = "" if final else self._held[done:]


def _sentences(text: str, inline: bool) -> list[tuple[int, CitedSentence]]:
    """Every sentence of `text`, and where what comes after it and its numbers begins.

    Numbers stand behind what they prove; only those at the head of a line stand before it. `inline` text begins in the
    middle of a line."""
    found: list[tuple[int, CitedSentence]] = []
    place = 0
    for line in text.splitlines(keepends=True):
        begin, place = place, place + len(line)
        at, head = begin, None
        if begin or not inline:
            at += len(_LINE_MARK.match(line)[0])  # type: ignore[index]
            head = _GROUPS.match(text, at, place)
        if head and not text[head.end() : place].strip():
            if found:  # a line of nothing but numbers
                found[-1] = (place, _citing(found[-1][1], _numbers(head[0])))
            continue
        told = _of_line(text, head.end() if head else at, place)
        if head and told:
            told[0] = (told[0][0], _citing(told[0][1], _numbers(head[0])))
        found += told
    return found


def _of_line(text: str, begin: int, end: int) -> list[tuple[int, CitedSentence]]:
    """The same for the line, or its rest, between two places of `text`."""
    plain = ""
    origin: list[int] = []
    groups: list[tuple[int, list[int]]] = []
    place = begin
    for group in [*_GROUPS.finditer(text, begin, end), None]:
        stop = group.start() if group else end
        plain += text[place:stop]
        origin += range(place, stop)
        if group:
            groups.append((len(plain), _numbers(group[0])))
            place = group.end()
            if text[place : place + 1].isalnum() or text[place : place + 1] in "\"'“‘(":
                plain += " "
                origin.append(place)
    spans = sentence_spans(plain)
    told = []
    for number, (start, stop) in enumerate(spans):
        first = 0 if number == 0 else start + 1
        after = spans[number + 1][0] if number + 1 < len(spans) else len(plain)
        cited = [n for at, numbers in groups if first <= at <= after for n in numbers]
        told.append((origin[after] if after < len(plain) else end, _citing(CitedSentence(plain[start:stop]), cited)))
    return told


def _citing(told: CitedSentence, numbers: list[int]) -> CitedSentence:
    return replace(told, numbers=tuple(dict.fromkeys([*told.numbers, *numbers])))


def _numbers(group: str) -> list[int]:
    """The numbers of a run of groups: "[1][2, 4-6]" gives 1, 2, 4, 5, 6."""
    found: list[int] = []
    for first, last in _NUMBERS.findall(re.sub(r"†[^\]】]*", "", group)):
        found += range(int(first), int(last or first) + 1)
    return found[:_MOST_NUMBERS]
