"""Which pieces of a web page are the article.

trafilatura chooses. It loses paragraphs, though: those that are a link, those without an element of their own, those
in a second column. So every piece is marked, what comes back tells which pieces it kept, and prose that stands between
those, or is built exactly as they are, is taken back in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.ingest.webpage.boilerplate import Article, around, is_prose, sizes_of, stands_aside
from rag.ingest.webpage.pieces import Piece

# Three cells of braille: printable, so that no clean-up drops them, and no letters, so that no pattern trips over them.
_FIRST, _BASE = 0x2800, 255
_MARK = re.compile("\u28ff([\u2800-\u28fe])([\u2800-\u28fe])")

_CUT_BY_TAG = frozenset("aside dialog fieldset figure footer form label menu nav".split())
_SOME = 0.1
"""The share of the kept prose that is built alike, so that what else is built so is prose of this article."""
_HOLDING = ("widget", "carousel", "gallery")
"""Names of what holds an article's prose as often as it stands beside it."""
_WORD = re.compile(r"\w+")
_RUN = 5
"""Words of a run that no two sentences have in common by chance."""


def unhide(found: Sequence[Piece]) -> None:
    """Let an element that holds most of the page's prose be an ordinary one, whatever it is called.

    trafilatura takes out every <aside>, also one that is the article."""
    sizes = sizes_of(piece for piece in found if is_prose(piece))
    total = sum(len(piece.text) for piece in found if is_prose(piece))
    for element, size in sizes.items():
        if size * 2 > total and element.tag in _CUT_BY_TAG:
            element.tag = "div"


def mark(found: Sequence[Piece]) -> None:
    """Put a mark before each piece into the tree it is of."""
    for number, piece in enumerate(found[: _BASE * _BASE]):
        text = getattr(piece.holder, piece.attribute)
        lead = len(text) - len(text.lstrip())
        cells = f"\u28ff{chr(_FIRST + number // _BASE)}{chr(_FIRST + number % _BASE)}"
        setattr(piece.holder, piece.attribute, f"{text[:lead]}{cells}{text[lead:]}")


def marks(text: str) -> set[int]:
    """The numbers of the pieces whose marks are in `text`."""
    return {(ord(high) - _FIRST) * _BASE + ord(low) - _FIRST for high, low in _MARK.findall(text)}


def choose(found: Sequence[Piece], kept: set[int], title: str) -> list[int]:
    """The numbers of the pieces that are the article, in order; `kept` are those that trafilatura kept.

    Its title, which is known by itself, is no part of them, nor what stands above that."""
    kept = kept | _most(found, kept)
    article = Article(found, kept)
    words = _WORD.findall(title.casefold())
    headed = [number for number in range(len(found)) if _is_title(found[number], words)]
    boilerplate = article.boilerplate()
    chosen = sorted((kept | _lost(article, kept)) - boilerplate) or sorted(kept)
    at = next((number for number in headed if number in kept), -1)
    return [n for n in chosen if (n > at or is_prose(found[n])) and n not in headed]


def prose_size(found: Sequence[Piece], numbers: Iterable[int]) -> int:
    """Characters of the prose among the pieces with these `numbers`, what stands aside from the article left out."""
    return sum(len(found[i].text) for i in numbers if is_prose(found[i]) and not stands_aside(found[i].element))


def _most(found: Sequence[Piece], kept: set[int]) -> set[int]:
    """The prose of the page's <article> or <main>, where less than half of it was kept."""
    main = Article(found, kept).main
    whole = next((one for one in around(main) if one.tag in ("article", "main")), None)
    inside = {n for n, piece in enumerate(found) if is_prose(piece) and whole in around(piece.element)}
    prose = {n for n in inside if not stands_aside(found[n].element, but=_HOLDING)}
    size, held = (sum(len(found[number].text) for number in numbers) for numbers in (prose, prose & kept))
    return prose if whole is not None and size > 2 * held else set()


def _lost(article: Article, kept: set[int]) -> set[int]:
    """The pieces that were dropped and belong to the article."""
    found, first, last = article.found, article.prose[0], article.prose[-1]
    said = {run for number in kept for run in _runs(found[number].text)}
    lost: set[int] = set()
    for number in sorted(set(range(len(found))) - kept):
        piece = found[number]
        inside = first < number < last and article.main in around(piece.element)
        leads = number == first - 1 and article.main.getparent() in around(piece.element)
        placed = inside or (piece.linked * 2 < len(piece.text) and (leads or article.alike(piece) >= _SOME))
        led = number - 1 in kept and _leads_in(found, number - 1)
        listed = _is_item(piece) and (number - 1 in lost or led)
        told = is_prose(piece) or article.is_told(piece) or (inside and (_leads_in(found, number) or _is_quoted(piece)))
        if not (listed or (told and placed)):
            continue
        if not stands_aside(piece.element, but=_HOLDING if inside else ()) and not said.issuperset(_runs(piece.text)):
            lost.add(number)
    return lost


def _is_title(piece: Piece, title: Sequence[str]) -> bool:
    """Whether a piece is the title's words, or as the page's main heading the title with or without the site's name."""
    words = _WORD.findall(piece.text.casefold())
    shared = min(len(words), len(title)) if piece.kind == "h1" else len(title)
    return (
        piece.kind[0] == "h"
        and shared > 0
        and words[:shared] == title[:shared]
        and (piece.kind == "h1" or len(words) == shared)
    )


def _is_quoted(piece: Piece) -> bool:
    return any(one.tag == "blockquote" for one in around(piece.element))


def _is_item(piece: Piece) -> bool:
    return piece.kind == "li"


def _leads_in(found: Sequence[Piece], number: int) -> bool:
    piece = found[number]
    return piece.text.endswith(":") and number + 1 < len(found) and _is_item(found[number + 1])


def _runs(text: str) -> list[tuple[str, ...]]:
    """The runs of a few words in `text`: those of a quotation that is set apart are in the article already."""
    words = _WORD.findall(text.casefold())
    return [tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
