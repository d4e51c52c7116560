"""The lines of a PDF's page: where each stands and how large its letters are, in the order they are written in."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

HYPHEN = "\u00ad"
"""Ends a line whose last word goes on in the next one."""
_GAP = 1.5
"""A wider gap between two words, in heights of a letter, lies between two columns or cells."""
_BREAKS = frozenset("\r\n\v\f\u2028\u2029")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PLAIN = _LIGATURES | {0xA0: " "}


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words on one line of a page; lengths in points, counted from the page's left and lower edge."""

    page: int
    """Counted from 0."""
    left: float
    bottom: float
    right: float
    top: float
    size: float
    """Of its letters."""
    bold: bool
    text: str

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class _Run:
    """A line while its letters are read."""

    letters: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    """(left, bottom, right, top) of each letter that is no blank."""
    first: int = 0
    """The number of its first letter."""


def page_lines(page: Any, number: int) -> list[Line]:
    """The lines of pypdfium2's `page` that are written in the direction that most of it is written in."""
    letters = page.get_textpage()
    runs = [run for run in _runs(letters, *page.get_cropbox()) if run.boxes]
    turns = [round(pdfium.FPDFText_GetCharAngle(letters, run.first) / (math.pi / 2)) % 4 for run in runs]
    sizes: Counter[int] = Counter()
    for turn, run in zip(turns, runs, strict=True):
        sizes[turn] += len(run.boxes)
    most = max(sizes, key=lambda turn: sizes[turn], default=0)
    found = (_line(letters, run, number, turn) for turn, run in zip(turns, runs, strict=True) if turn == most)
    return [line for line in found if line.text]


def _runs(letters: Any, west: float, south: float, east: float, north: float) -> Iterator[_Run]:
    """The letters in runs that stand beside one another; what lies outside of the page is not shown, and left out."""
    run, box = _Run(), pdfium.FS_RECTF()
    for i in range(pdfium.FPDFText_CountChars(letters)):
        letter = chr(pdfium.FPDFText_GetUnicode(letters, i))
        if letter in _BREAKS:
            yield run
            run = _Run()
        elif letter.isspace() or letter == "\0":
            run.letters.append(" ")
        elif pdfium.FPDFText_GetLooseCharBox(letters, i, ctypes.byref(box)):
            place = (box.left, box.bottom, box.right, box.top)
            if not (west <= (box.left + box.right) / 2 <= east and south <= (box.bottom + box.top) / 2 <= north):
                continue
            if run.boxes and _apart(run.boxes[-1], place):
                yield run
                run = _Run()
            if not run.boxes:
                run.first = i
            run.boxes.append(place)
            if letter in "\x02\ufffe":  # how pdfium writes a hyphen at the end of a line
                run.letters.append(HYPHEN)
                yield run
                run = _Run()
            else:
                run.letters.append(letter)
    yield run


def _apart(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    """Whether a wide gap lies between two letters that follow one another, both ways: the page may be turned."""
    height = min(max(box[2] - box[0], box[3] - box[1]) for box in (one, two))
    across = max(two[0] - one[2], one[0] - two[2])
    down = max(two[1] - one[3], one[1] - two[3])
    return max(across, down) > _GAP * height


def _line(letters: Any, run: _Run, page: int, turn: int) -> Line:
    left, bottom = (min(box[side] for box in run.boxes) for side in (0, 1))
    right, top = (max(box[side] for box in run.boxes) for side in (2, 3))
    for _ in range(turn):  # a quarter back each time
        left, bottom, right, top = bottom, -right, top, -left
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(letters, run.first, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(letters, run.first) * (math.hypot(matrix.c, matrix.d) or 1.0)
    bold = pdfium.FPDFText_GetFontWeight(letters, run.first) >= 600
    # Letters beyond U+FFFF come in halves.
    text = "".join(run.letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_PLAIN)
    return Line(page, left, bottom, right, top, round(size, 1), bold, " ".join(text.split()))
