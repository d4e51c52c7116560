"""Which pieces of a web page are the article.

trafilatura chooses. It loses paragraphs, though: those that are a link, those without an element of their own, those
in a second column. So every piece is marked, what comes back tells which pieces it kept, and prose that stands between
those, or is built exactly as they are, is taken back in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rag.ingest.webpage.pieces import Piece

# Three cells of braille: printable, so that no clean-up drops them, and no letters, so that no pattern trips over them.
_FIRST, _BASE = 0x2800, 255
_MARK = re.compile("\u28ff([\u2800-\u28fe])([\u2800-\u28fe])")

_ASIDE_TAGS = frozenset("nav footer form button dialog fieldset figure figcaption label select".split())
_ASIDE_NAMES = re.compile(
    r"(?<![a-z])(?:shar(?:e|ing)|social|related|promo\w*|newsletter|sign-?up|subscri\w*|advert\w*|ads?|sponsor\w*|comments?"
    r"|respond|cookies?|consent|gdpr|captions?|credits?|byline|bio|teasers?|recommend\w*|recirc\w*|trending|popular"
    r"|most-?read|sidebar|widget|breadcrumbs?|tags?|paywall|modal|popup|overlay|toolbar|footer|nav\w*|menu|copyright"
    r"|disclaimer|read-?more|see-?also|more-?stories|carousel|gallery)(?![a-z])",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"(?<![a-z])(?:cookies?|consent|gdpr|onetrust|cmp)(?![a-z])", re.IGNORECASE)
_CUT_BY_TAG = frozenset("aside dialog fieldset figure footer form label menu nav".split())
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_PROSE = 40
"""Characters of a paragraph; what is shorter may be a label."""
_MOST = 0.9
"""The share of the kept prose that the article's own element holds."""
_SOME = 0.1
"""The share of the kept prose that is built alike, so that what else is built so is prose of this article."""
_WORD = re.compile(r"\w+")
_RUN = 5
"""Words of a run that no two sentences have in common by chance."""
_LEVELS = 3
"""So many elements, with their classes, say how a piece is built."""


def unhide(found: Sequence[Piece]) -> None:
    """Let an element that holds most of the page's prose be an ordinary one, whatever it is called.

    trafilatura takes out every <aside>, also one that is the article."""
    sizes = _sizes(piece for piece in found if _is_prose(piece))
    total = sum(len(piece.text) for piece in found if _is_prose(piece))
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
    chosen = [number for number in sorted(kept | _lost(found, kept)) if not _is_boilerplate(found[number])]
    words = _WORD.findall(title.casefold())
    headed = (i for i, number in enumerate(chosen) if _is_heading(found[number], words))
    at = next(headed, None)
    if at is None:
        return chosen
    above = [number for number in chosen[:at] if _is_prose(found[number])]
    return above + [number for number in chosen[at + 1 :] if not _is_heading(found[number], words)]


def prose_size(found: Sequence[Piece], numbers: Iterable[int]) -> int:
    """Characters of the prose among the pieces with these `numbers`, what stands aside from the article left out."""
    return sum(len(found[i].text) for i in numbers if _is_prose(found[i]) and not stands_aside(found[i].element))


def _lost(found: Sequence[Piece], kept: set[int]) -> set[int]:
    """The pieces that were dropped and belong to the article."""
    prose = sorted(number for number in kept if len(found[number].text) >= _PROSE) or sorted(kept)
    main = _main(found, prose)
    built = Counter[tuple[str, ...]]()
    for number in prose:
        if build := _build(found[number].element):
            built[build] += len(found[number].text)
    said = {run for number in kept for run in _runs(found[number].text)}
    enough = max(1.0, _SOME * sum(len(found[number].text) for number in prose))
    lost: set[int] = set()
    for number in sorted(set(range(len(found))) - kept):
        piece = found[number]
        inside = prose[0] < number < prose[-1] and main in _around(piece.element)
        alike = piece.linked * 2 < len(piece.text) and built[_build(piece.element)] >= enough
        listed = _is_item(piece) and number - 1 in lost
        if not (_is_prose(piece) or listed or (inside and _leads_in(found, number))):
            continue
        if (inside or alike or listed) and not stands_aside(piece.element) and not said.issuperset(_runs(piece.text)):
            lost.add(number)
    return lost


def _main(found: Sequence[Piece], prose: Sequence[int]) -> Any:
    """The innermost element that holds most of the prose."""
    sizes = _sizes(found[number] for number in prose)
    enough = _MOST * sum(len(found[number].text) for number in prose)
    return max((element for element in sizes if sizes[element] >= enough), key=lambda one: len(list(_around(one))))


def _sizes(found: Iterator[Piece]) -> Counter[Any]:
    """How many characters each element holds."""
    sizes = Counter[Any]()
    for piece in found:
        for element in _around(piece.element):
            sizes[element] += len(piece.text)
    return sizes


def _around(element: Any) -> Iterator[Any]:
    while element is not None:
        yield element
        element = element.getparent()


def _build(element: Any) -> tuple[str, ...]:
    """The element and those around it, with their classes; nothing where none of them has a class."""
    levels = [one for one, _ in zip(_around(element), range(_LEVELS), strict=False)]
    if not any(one.get("class") for one in levels):
        return ()
    return tuple(f"{one.tag}.{one.get('class', '')}" for one in levels)


def stands_aside(element: Any, *, bylines: bool = True) -> bool:
    """Whether an element, or one around it, is there for something else than the article; `bylines` are such, too."""
    for one in _around(element):
        if one.tag in ("body", "html"):
            break
        named = _ASIDE_NAMES.search(_name(one))
        if one.tag in _ASIDE_TAGS or (named and (bylines or named[0].lower() not in ("byline", "bio"))):
            return True
    return False


def _name(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"


def _is_boilerplate(piece: Piece) -> bool:
    """Whether a piece is a link to another page, or asks for consent."""
    if piece.linked >= _MOST * len(piece.text) and piece.kind not in ("li", "tr") and not _ENDED.search(piece.text):
        return True
    return any(_CONSENT.search(_name(one)) for one in _around(piece.element) if one.tag not in ("body", "html"))


def _is_prose(piece: Piece) -> bool:
    return len(piece.text) >= _PROSE and _ENDED.search(piece.text) is not None


def _is_heading(piece: Piece, words: list[str]) -> bool:
    return piece.kind[0] == "h" and _WORD.findall(piece.text.casefold()) == words


def _is_item(piece: Piece) -> bool:
    return piece.kind == "li"


def _leads_in(found: Sequence[Piece], number: int) -> bool:
    piece = found[number]
    return piece.text.endswith(":") and number + 1 < len(found) and _is_item(found[number + 1])


def _runs(text: str) -> list[tuple[str, ...]]:
    """The runs of a few words in `text`: those of a quotation that is set apart are in the article already."""
    words = _WORD.findall(text.casefold())
    return [tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
