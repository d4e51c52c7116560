"""Web pages to text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.ingest.lines import is_turn
from rag.ingest.reading import Reading
from rag.ingest.webpage.boilerplate import is_prose, stands_aside
from rag.ingest.webpage.choice import choose, mark, marks, prose_size, unhide
from rag.ingest.webpage.metadata import known_of
from rag.ingest.webpage.pieces import Piece, flat, pieces

_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_MARKS = {f"h{level}": "#" * level + " " for level in range(1, 7)} | {"li": "- "}


def read(data: bytes) -> Reading:
    """What the bytes of a web page in UTF-8 say."""
    return extract(data.decode("utf-8"))


def extract(html: str) -> Reading:
    """What a page says; it is incomplete where more prose was left out than was read."""
    import trafilatura
    from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it ships no types

    tree = trafilatura.load_html(html)
    if tree is None:
        tree = document_fromstring(html)
    known = known_of(tree)
    for hidden in tree.xpath(_HIDDEN):
        if hidden.getparent() is not None and hidden.tag not in ("html", "body"):
            hidden.drop_tree()
    body = tree.find("body")
    found = pieces(tree if body is None else body)
    unhide(found)
    mark(found)
    document: Any = trafilatura.bare_extraction(tree, include_comments=False)
    if document is None:
        return Reading(written([piece for piece in found if not stands_aside(piece.element)]), known, marked=True)
    kept = marks("".join(document.body.itertext()))
    if not kept:  # the page keeps its text where no reader sees it, for a script to show
        return Reading("\n\n".join(filter(None, map(flat, document.body.itertext()))), known, marked=True)
    chosen = choose(found, kept, known["title"] or "")
    size, all_of_it = (prose_size(found, numbers) for numbers in (chosen, range(len(found))))
    lost = f"more of the page was left out ({all_of_it - size:,} characters) than was read"
    text = written([found[number] for number in chosen])
    return Reading(text, known, marked=True, incomplete=lost if all_of_it > 2 * size else "")


def written(found: Sequence[Piece]) -> str:
    """The pieces below one another, those of one list or table without a blank line between them."""
    text, begun = "", False
    for i, piece in enumerate(found):
        together = i > 0 and piece.kind in ("li", "tr") and found[i - 1].kind == piece.kind
        told = _is_told(piece, begun, next(iter(found[i + 1 : i + 2]), None))
        text += ("\n" if together else "\n\n" if i else "") + ("" if told else _MARKS.get(piece.kind, "")) + piece.text
        begun |= piece.kind == "p"
    return text


def _is_told(piece: Piece, begun: bool, below: Piece | None) -> bool:
    """Whether a "heading" tells something: a turn of a conversation, the lead-in of the list `below`, or a whole
    sentence where the text has `begun`."""
    whole = begun and is_prose(piece) and piece.text[-1] not in "?!"
    leads_in = piece.text.endswith(":") and below is not None and below.kind == "li"
    return piece.kind[0] == "h" and (is_turn(piece.text) or leads_in or whole)
