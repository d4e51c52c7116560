"""What a parser finds in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file and what stands beside it."""

    text: str
    """A paragraph, heading ("## "), list item ("- ") or row of a table ("| ") on each line, as in Markdown."""
    known: dict[str, str | None] = field(default_factory=dict)
    """What the file states of title, author, published, publisher, url and language; its values are not checked."""
    incomplete: str = ""
    """What of it was not read; empty where nothing is missing."""
    pages: tuple[int, ...] = ()
    """Where its pages begin: offsets of the text, the first page's too; none where it has no pages."""
    marked: bool = False
    """Whether every heading in the text is marked as one, so that no other line is to be taken for one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One article's place in a file that holds many."""

    name: str
    title: str
    """What its article is called if it has no title of its own."""
    read: Callable[[], Reading]
    """Raises `NoText` where there is no article in it."""
    skipped: str = ""
    """Why it is left out; empty where it is read."""
