"""A web page as the pieces of text that its reader sees: paragraphs, headings, list items and rows, in order.

Every word stands in one piece, whatever elements it is written in: what a browser shows apart is apart here, and what
it shows as one is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rag.ingest.webpage.tables import is_data, row_text, rows

_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter nobr output progress q
    rb ruby s samp small span strike strong sub sup time tt u var wbr""".split()
)
_UNSEEN = frozenset(
    """applet area audio base canvas datalist embed frame frameset head iframe input link map math menuitem meta noembed
    noframes noscript object option param picture rp rt script select source style svg template textarea title track
    video""".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLANKS = re.compile(r"\s+")
_BREAK = "\0"


@dataclass(slots=True)
class Piece:
    """A run of text that stands by itself."""

    kind: str
    """"p", "h1" to "h6", "li", "pre", or "tr" for a table's row."""
    element: Any
    """The block it stands in."""
    holder: Any
    """The element whose `attribute`, "text" or "tail", holds its first words."""
    attribute: str
    text: str = ""
    linked: int = 0
    """How many of its characters are in links."""
    words: list[str] = field(default_factory=list)


def pieces(body: Any) -> list[Piece]:
    """The pieces of an lxml tree in the order of the page; those without text are left out."""
    walk = _Walk()
    walk.block(body, "p")
    return walk.found


def flat(text: str) -> str:
    """`text` with every run of blanks as one space, and none at its edges."""
    return _BLANKS.sub(" ", text).strip()


class _Walk:
    """One pass over a page."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self._open: Piece | None = None
        self._kind, self._element = "p", None
        self._begun = False
        """Whether the list item that is open has a piece already."""
        self._links = 0

    def block(self, element: Any, kind: str) -> None:
        """The pieces of a block, apart from what stands before and after it."""
        self._end()
        before = self._kind, self._element
        self._kind, self._element = kind, element
        self._inside(element)
        self._end()
        self._kind, self._element = before

    def _end(self) -> None:
        piece, self._open = self._open, None
        if piece is None:
            return
        written = "".join(piece.words)
        if piece.kind == "pre":
            piece.text = written.replace(_BREAK, "\n").strip("\n").rstrip()
        else:
            piece.text = "\n".join(filter(None, map(flat, written.split(_BREAK))))
        if piece.text:
            self.found.append(piece)

    def _inside(self, element: Any) -> None:
        self._text(element, "text")
        for child in element:
            self._child(child, child.tag)
            self._text(child, "tail")

    def _child(self, child: Any, tag: object) -> None:
        if not isinstance(tag, str) or tag in _UNSEEN:
            return
        if tag == "br":
            self._break()
        elif tag in _INLINE or ":" in tag:
            self._links += tag == "a"
            self._inside(child)
            self._links -= tag == "a"
        elif "-" in tag:  # an element of the site's own making, inside a sentence or around paragraphs
            self._space()
            self._inside(child)
            self._space()
        elif tag == "table" and is_data(child):
            self._end()
            self._rows(child)
        else:
            self.block(child, self._kind_of(tag))

    def _kind_of(self, tag: str) -> str:
        if tag in _HEADINGS or tag == "pre":
            return tag
        if tag in ("li", "dt", "dd"):
            self._begun = False
            return "li"
        if tag == "summary":
            return "h4"
        return self._kind if tag in ("p", "div") and not self._begun else "p"

    def _text(self, element: Any, attribute: str) -> None:
        text = getattr(element, attribute)
        if not text or not (text.strip() or (self._open and self._open.words[-1] != _BREAK)):
            return
        if self._open is None:
            kind = "p" if self._kind == "li" and self._begun else self._kind
            self._open = Piece(kind, self._element, element, attribute)
            self._begun = True
        self._open.words.append(text)
        self._open.linked += len(text.strip()) if self._links else 0

    def _break(self) -> None:
        """A line's end; two in a row end the paragraph."""
        if self._open and self._open.words[-1] == _BREAK and self._kind != "pre":
            self._end()
        elif self._open:
            self._open.words.append(_BREAK)

    def _space(self) -> None:
        if self._open:
            self._open.words.append(" ")

    def _rows(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self.block(caption, "p")
        for row in rows(table):
            found = {column: pieces(cell) for column, cell in row.cells.items()}
            told = {column: _on_a_line(inner) for column, inner in found.items() if inner}
            if told:
                first = next(inner[0] for inner in found.values() if inner)
                linked = sum(piece.linked for inner in found.values() for piece in inner)
                piece = Piece("tr", row.element, first.holder, first.attribute, row_text(row, told), linked)
                self.found.append(piece)


def _on_a_line(found: list[Piece]) -> str:
    """Pieces as one line, the items of a list apart."""
    text = ""
    for piece in found:
        text += ("; " if piece.kind == "li" and text and text[-1] not in ":;" else " ") + flat(piece.text)
    return text.strip()
