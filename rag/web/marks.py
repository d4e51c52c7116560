"""What in a text only says what its lines are: bullets, the marks of headings and quotations, front matter.

It is hidden where the text is shown, never cut out of it: every offset stays what it is."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["plain", "item", "quoted"]
_MARK = re.compile(r"[ \t]*(?:(?P<item>[-*•](?=[ \t]))|(?P<quoted>>(?:[ \t]?>)*(?=[ \t]|$)))[ \t]*")
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|\*\*(?=.*\*\*\s*$))")
_HEADING_END = re.compile(r"(?:[ \t]+#+|\*\*)[ \t]*$")
_FRONT = re.compile(r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n.*?\n(?P=fence)[ \t]*(?:\r?\n\s*|$)", re.DOTALL)
_FENCE = re.compile(r"\ufeff?(?:---|\+\+\+)[ \t]*$")


class Line(NamedTuple):
    """One line of a text: what is shown of it, and as what. Between the lines stands what is hidden."""

    start: int
    end: int
    kind: Kind


def lines(text: str) -> list[Line]:
    """The lines of a text that show anything, each without its mark and the blanks around it."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        kind, start = line_mark(match.group())
        start += match.start()
        start += len(text[start : match.end()]) - len(text[start : match.end()].lstrip())
        end = match.start() + len(match.group().rstrip())
        if start < end:
            found.append(Line(start, end, kind))
    return found


def line_mark(line: str) -> tuple[Kind, int]:
    """What a line is by the mark at its beginning, and how many characters that takes: none in a plain one."""
    found = _MARK.match(line)
    if not found:
        return "plain", 0
    return "item" if found["item"] else "quoted", found.end()


def heading_marks(line: str) -> list[tuple[int, int]]:
    """The spans of a heading that are its marks: `## ` before it, `##` or `**` around it."""
    before = _HEADING.match(line)
    if not before:
        return []
    after = _HEADING_END.search(line, before.end())
    return [(0, before.end()), *([after.span()] if after else [])]


def is_fence(line: str) -> bool:
    """Whether a line only says where front matter begins or ends."""
    return _FENCE.match(line) is not None


def front_matter_end(text: str) -> int:
    """Where the front matter at the beginning of a text ends, with the blank lines below it; 0 where there is none."""
    found = _FRONT.match(text)
    return found.end() if found else 0
