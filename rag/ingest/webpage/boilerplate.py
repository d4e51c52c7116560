"""What of a web page stands around an article: by how its elements are named, what they hold, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from rag.english.function_words import AUXILIARY
from rag.ingest.boilerplate import boilerplate
from rag.ingest.lines import tells
from rag.ingest.webpage.pieces import Piece

_ASIDE_TAGS = frozenset("nav footer form button dialog fieldset figure figcaption label select".split())
_POINTING = (
    r"shar(?:e|ing)|related|promo\w*|newsletter|sign-?up|subscri\w*|advert\w*|ads?|sponsor\w*|teasers?|recommend\w*"
    r"|recirc\w*|trending|popular|most-?read|read-?more|see-?also|more-?stories|print-?(?:only|header|footer)|scrim"
)
_ASIDE_NAMES = re.compile(
    rf"(?<![a-z])(?:{_POINTING}|social|comments?|respond|cookies?|consent|gdpr|captions?|credits?|byline|bio|sidebar"
    r"|widget|breadcrumbs?|tags?|paywall|modal|popup|overlay|toolbar|footer|nav\w*|menu|copyright|disclaimer|carousel"
    r"|gallery)(?![a-z])",
    re.IGNORECASE,
)
_POINTING_NAMES = re.compile(rf"(?<![a-z])(?:{_POINTING})(?![a-z])", re.IGNORECASE)
"""Those that no part of an article has; the others name what holds prose, too."""
_CONSENT = re.compile(r"(?<![a-z])(?:cookies?|consent|gdpr|onetrust|cmp)(?![a-z])", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_VERB = re.compile(rf"\b(?:{AUXILIARY})\b")
_SENTENCE = 60
"""Characters of a sentence that nothing ends; few headlines have as many."""
PROSE = 40
"""Characters of a paragraph; what is shorter may be a label."""
MOST = 0.9
"""The share of the kept prose that the article's own element holds, and of a line that is links in one that points."""
_FEW = 0.2
"""What is named like boilerplate is such if it holds less than this share of the prose."""
_PARAGRAPHS = frozenset("blockquote dd dt h1 h2 h3 h4 h5 h6 li p pre summary".split())
"""Elements that hold a part of an article, never all of it."""
_LEVELS = 3
"""So many elements, with their classes, say how a piece is built."""
_LABEL = re.compile(r"\[?[^:.!?]{3,30}:\s+")
_LINKS = 100
"""Characters of a line that is a list of links if most of it, and no sentence, is links."""


class Article:
    """How the prose that was kept of a page is built, and what else of the page is built otherwise."""

    def __init__(self, found: Sequence[Piece], kept: Collection[int]) -> None:
        self.found = found
        long = (number for number in kept if len(found[number].text) >= PROSE and found[number].kind[0] != "h")
        self.prose = sorted(long) or sorted(kept)
        self.total = sum(len(found[number].text) for number in self.prose)
        sizes = sizes_of(found[number] for number in self.prose)
        most = [one for one in sizes if sizes[one] >= MOST * self.total and one.tag not in _PARAGRAPHS]
        self.main: Any = max(most, key=lambda one: len(list(around(one))))
        """The innermost element that holds most of the prose."""
        self._built = Counter[tuple[str, ...]]()
        self._shaped = Counter[str]()
        self._named = Counter[str]()
        for number in self.prose:
            piece = found[number]
            if build := _build(piece.element):
                self._built[build] += len(piece.text)
            self._shaped[_shape(piece.element)] += len(piece.text)
            self._named.update(dict.fromkeys(_names(piece.element), len(piece.text)))

    def alike(self, piece: Piece) -> float:
        """The share of the article's prose that is built as a piece is."""
        return self._built[_build(piece.element)] / self.total

    def is_told(self, piece: Piece) -> bool:
        """Whether a link is a sentence that nothing ends, in an element as the article's paragraphs are."""
        alike = self._shaped[_shape(piece.element)] >= _FEW * self.total
        linked = piece.linked >= MOST * len(piece.text) >= MOST * _SENTENCE
        return (
            alike
            and linked
            and not _LABEL.match(piece.text)
            and (tells(piece.text) or _VERB.search(piece.text) is not None)
        )

    def boilerplate(self) -> set[int]:
        """The numbers of the pieces that are no part of the article, wherever they stand."""
        end = max(number for number in self.prose if self.main in around(self.found[number].element))
        return self._related() | {
            number
            for number, piece in enumerate(self.found)
            if (_points_elsewhere(piece) and not self.is_told(piece))
            or any(_CONSENT.search(_name(one)) for one in _inside_body(piece.element))
            or (
                self.alike(piece) < _FEW
                and (
                    (number > end and self.main not in around(piece.element))
                    or any(self._named[name] < _FEW * self.total for name in _names(piece.element))
                )
            )
        }

    def _related(self) -> set[int]:
        """What stands below "Related articles" and the like, up to where the article goes on."""
        taken: set[int] = set()
        for label in range(self.prose[0] + 1, len(self.found)):
            piece = self.found[label]
            if label in taken or len(piece.text) > PROSE or boilerplate(piece.text) != "related":
                continue
            box = piece.element.getparent()
            taken.add(label)
            for number in range(label + 1, len(self.found)):
                below = self.found[number]
                if box not in around(below.element) or (self.alike(below) >= _FEW and is_prose(below)):
                    break
                taken.add(number)
        return taken


def sizes_of(found: Iterable[Piece]) -> Counter[Any]:
    """How many characters each element holds."""
    sizes = Counter[Any]()
    for piece in found:
        for element in around(piece.element):
            sizes[element] += len(piece.text)
    return sizes


def around(element: Any) -> Iterator[Any]:
    """The element and those around it, from the innermost."""
    while element is not None:
        yield element
        element = element.getparent()


def is_prose(piece: Piece) -> bool:
    """Whether a piece is as long as a sentence and ends as one."""
    return len(piece.text) >= PROSE and _ENDED.search(piece.text) is not None


def stands_aside(element: Any, *, but: Collection[str] = ()) -> bool:
    """Whether an element, or one around it, is there for something else than the article; no name in `but` says so."""
    for one in _inside_body(element):
        names = (name[0].lower() for name in _ASIDE_NAMES.finditer(_name(one)))
        if one.tag in _ASIDE_TAGS or not all(name in but for name in names):
            return True
    return False


def _inside_body(element: Any) -> Iterator[Any]:
    return takewhile(lambda one: one.tag not in ("body", "html"), around(element))


def _names(element: Any) -> set[str]:
    """The words that name an element, or one around it, as what points away from the article."""
    return {word[0].lower() for one in _inside_body(element) for word in _POINTING_NAMES.finditer(_name(one))}


def _name(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"


def _build(element: Any) -> tuple[str, ...]:
    """The element and those around it, with their classes; nothing where none of them has a class."""
    levels = [one for one, _ in zip(around(element), range(_LEVELS), strict=False)]
    if not any(one.get("class") for one in levels):
        return ()
    return tuple(map(_shape, levels))


def _shape(element: Any) -> str:
    return f"{element.tag}.{element.get('class', '')}"


def _points_elsewhere(piece: Piece) -> bool:
    """Whether a piece is a link to another page, several, or one after a label ("Read also: ...")."""
    if piece.kind in ("li", "tr") or _ENDED.search(piece.text):
        return False
    label = _LABEL.match(piece.text)
    many = len(piece.text) >= _LINKS and piece.linked * 2 > len(piece.text)
    return many or (piece.linked > 0 and piece.linked >= MOST * (len(piece.text) - (label.end() if label else 0)))
