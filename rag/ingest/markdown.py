"""Markdown as its reader sees it: without addresses, tags and marks within the lines.

What stands at the beginning of lines (headings, items, quotations, front matter) stays, and so does a text without
any such thing, to the character. pyromark (pulldown-cmark) says what is what.
"""

from __future__ import annotations

import re
from typing import Any

import pyromark

from rag.ingest.decode import whole_characters
from rag.ingest.front_matter import front_matter

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_STRIKETHROUGH
_AROUND_WORDS = frozenset({"Link", "Emphasis", "Strong", "Strikethrough"})
_TAG = re.compile(rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[A-Za-z][^<>]*>", re.DOTALL | re.IGNORECASE)


def shown(text: str) -> str:
    """The text of a Markdown file as it is shown: a link is its words, a picture nothing."""
    _, start = front_matter(text)
    body = whole_characters(text[start:])
    source = body.encode("utf-8")
    edits = _Edits(source)
    for event, span in pyromark.events_with_range(body, options=_OPTIONS):
        edits.event(event, span["start"], span["end"])
    return text[:start] + edits.applied()


class _Edits:
    """What has to be left out of a source, and what put in its place; offsets are in bytes of UTF-8."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._edits: list[tuple[int, int, bytes]] = []
        self._last: int | None = None
        """Where the words before end; None at the beginning of a line."""
        self._opened: int | None = None
        """Where the first mark around the words that follow begins."""
        self._pictures = 0
        """How many pictures hold what comes."""
        self._paragraph = 0, 0

    def applied(self) -> str:
        """The source with the edits made."""
        parts, position = [], 0
        for start, end, words in sorted(self._edits):
            if start >= position:
                parts += [self._source[position:start], words]
                position = end
        return b"".join([*parts, self._source[position:]]).decode("utf-8")

    def event(self, event: Any, start: int, end: int) -> None:
        """Take in one event of the parser and the span of the source that it is about."""
        if isinstance(event, str):  # a line's end
            self._last = self._opened = None
            return
        ((kind, value),) = event.items()
        if kind in ("Start", "End"):
            name = value if isinstance(value, str) else next(iter(value))
            (self._start if kind == "Start" else self._end)(name, start, end)
        elif not self._pictures:
            self._leaf(kind, value, start, end)

    def _start(self, name: str, start: int, end: int) -> None:
        if name == "Image":
            if not self._pictures:
                self._words(start, end, b"")
            self._pictures += 1
        elif name in _AROUND_WORDS and not self._pictures:
            if not self._is_whole(name, start, end) and self._opened is None:
                self._opened = start
        elif name not in _AROUND_WORDS:
            self._last = self._opened = None
            self._paragraph = start, end

    def _end(self, name: str, start: int, end: int) -> None:
        if name == "Image":
            self._pictures -= 1
        elif name not in _AROUND_WORDS:
            self._last = self._opened = None
        elif not self._pictures and not self._is_whole(name, start, end):
            begin = self._last if self._opened is None else self._opened
            if begin is not None and begin < end:
                self._edits.append((begin, end, b""))
            self._last, self._opened = end, None

    def _is_whole(self, name: str, start: int, end: int) -> bool:
        """Whether marks of emphasis hold a whole paragraph: that is how many write a heading."""
        return name == "Strong" and start == self._paragraph[0] and not self._source[end : self._paragraph[1]].strip()

    def _leaf(self, kind: str, value: str, start: int, end: int) -> None:
        written = self._source[start:end]
        if kind in ("InlineHtml", "FootnoteReference"):
            self._words(start, end, b" " if written[:3].lower() == b"<br" else b"")
        elif kind == "Html":
            self._edits += [(start + tag.start(), start + tag.end(), b"") for tag in _TAG.finditer(written)]
        elif kind in ("Text", "Code"):
            self._words(start, end, value.encode("utf-8"))

    def _words(self, start: int, end: int, words: bytes) -> None:
        """What is shown of the source from `start` to `end`: between that and the words before stand marks only."""
        begin = self._opened if self._last is None else self._last
        if begin is not None and begin < start:
            self._edits.append((begin, start, b""))
        if words != self._source[start:end]:
            self._edits.append((start, end, words))
        self._last, self._opened = end, None
