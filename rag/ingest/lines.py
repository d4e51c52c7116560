"""The lines of a text: where each begins and ends, what mark stands before it, and what shape it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.english.lists import MARK
from rag.english.sentences import BLANK, CLOSERS

# Whatever Unicode calls a line break, and the control characters: none of them may stand inside a citation.
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f]")
_TERMINAL = re.compile(rf"[.!?…。！？؟।॥۔։።។။།]+[{re.escape(CLOSERS)}]*$")
# What may still follow the end of a sentence: an agency, a note's number, a tag, a symbol.
_TRAILER = re.compile(
    r"\s*(?:\(\w[\w/ -]{1,19}\)|//? ?[A-Z]{2,12}|\[\^?\w{1,3}\]|[¹²³⁰⁴-⁹]+|»|</?\w{1,6}>"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?|(?<=[.!?] )Read more)$"
)
_ITEM = re.compile(rf"{MARK}(?=\S)")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_ROW = re.compile(r"\|(.*?)\|?")
_WRAPPED_IN = re.compile(r"(\*\*|__)(?=\S)(.+)(?<=\S)\1")
_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff]")  # Thai and Lao end no sentence with a mark
_OPENERS = "\"'“‘«„([*_"

_SENTENCE_START = re.compile(
    r"[\"'“‘«„]?(?:The|An?|It|He|She|They|We|I|You|His|Her|Its|Their|Our|This|That|These|Those|There|In|On|At|By|But|And"
    r"|After|Before|When|While|If|Although|Since|With|For|From)\s"
)
_SAID = re.compile(r",[”\"']? (?:[\w.'’-]+ ){1,8}(?:said|says|told \w+|added|reports?|reported)$")
# Who speaks, in capitals or as Q and A: what follows was said.
_TURN = re.compile(
    r"(?:[A-Z][A-Z.'’-]*[A-Z](?: (?:[A-Z.'’-]+|of|the))*|[QA]|Question|Answer)(?: \([^()]{1,60}\))?: +\S"
)

MAX_HEADING = 100
"""Characters of a headline or a label."""
_MAX_HEADLINE = 60
"""Characters of a headline that begins as a sentence does ("The end of the era of expectations")."""
LONG = 80
"""Characters that few labels have; twice as many are surely prose."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, without the mark before it ("# ", "- ", "> ") and without blanks around it."""

    number: int
    """Its place among all lines, blank ones too: neighbours in the text have neighbouring numbers."""
    start: int
    end: int
    text: str
    mark: str = ""
    """What stood before it: "#", "##", ... of a heading, "-" of a list item, ">" of a quoted line, "|" of a table's
    row, and "**" where the line is all in bold."""

    @property
    def ended(self) -> bool:
        """Whether it ends as a sentence does."""
        text = self.text[-30:]
        while trailer := _TRAILER.search(text):
            text = text[: trailer.start()]
        return _TERMINAL.search(text[-12:]) is not None

    @property
    def tells(self) -> bool:
        """Whether it tells something though nothing ends it: what somebody says, a turn of a conversation."""
        return tells(self.text)

    @property
    def starts_lowercase(self) -> bool:
        """Whether it begins with a lower-case letter."""
        return self.text.lstrip(_OPENERS)[:1].islower()

    @property
    def is_prose(self) -> bool:
        """Whether it is surely part of a text, and no label, link or headline."""
        return len(self.text) >= 2 * LONG or (len(self.text) >= LONG // 2 and self.ended)

    @property
    def is_short(self) -> bool:
        """Whether it has the shape of a headline or a label: short, and not ended as a sentence."""
        most = MAX_HEADING // 2 if _WITHOUT_STOPS.match(self.text[-1]) else MAX_HEADING
        return len(self.text) <= most and not self.ended and not self.tells and self.text[-1] not in ",;:-–—"


def tells(text: str) -> bool:
    """Whether a text without an end has the shape of a sentence or of a turn of a conversation, not of a headline."""
    long = len(text) > _MAX_HEADLINE and _SENTENCE_START.match(text) is not None
    return long or is_turn(text) or _SAID.search(text) is not None


def is_turn(text: str) -> bool:
    """Whether a line says who speaks before what was said ("Q: Why?")."""
    return _TURN.match(text) is not None


def lines(text: str, start: int = 0) -> Iterator[Line]:
    """The lines of `text` from the offset `start` on that are not blank."""
    number = 0
    for found in _BREAK.finditer(text, start):
        if line := _line(text, number, start, found.start()):
            yield line
        number, start = number + 1, found.end()
    if line := _line(text, number, start, len(text)):
        yield line


def _line(text: str, number: int, start: int, end: int) -> Line | None:
    start, end = trim(text, start, end)
    mark = ""
    if quoted := _QUOTE.match(text, start, end):
        mark, start = ">", quoted.end()
    if bullet := _ITEM.match(text, start, end):
        mark, start = "-", bullet.end()
    elif hashes := _HEADING.match(text, start, end):
        mark, start = hashes[1], hashes.end()
        end = start + len(text[start:end].rstrip("#"))
    elif row := _ROW.fullmatch(text, start, end):
        mark, start, end = "|", row.start(1), row.end(1)
    elif wrapped := _WRAPPED_IN.fullmatch(text, start, end):
        mark, start, end = wrapped[1], wrapped.start(2), wrapped.end(2)
    start, end = trim(text, start, end)
    return Line(number, start, end, text[start:end], mark) if start < end else None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its edges; an empty one where there is nothing else in it."""
    kept = text[start:end].rstrip(BLANK)
    end = start + len(kept)
    return end - len(kept.lstrip(BLANK)), end
