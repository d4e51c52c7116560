"""The order in which the lines of a PDF's page are read: from top to bottom, in columns one after the other.

The order they are written in says little: many programs write across the columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.ingest.documents.pdf_lines import Line

_GUTTER = 0.7
"""The narrowest gap between two columns, in heights of a letter."""
_LINES = 3
"""So many lines of words stand in each column; fewer are a table's or a headline's."""
_WIDTH = 8
"""The average width of a column's lines, in heights of a letter: cells of a table are narrower."""

Span = tuple[float, float]
Row = list[Line]
"""Lines beside one another, from left to right."""


def columns(lines: Sequence[Line]) -> list[list[Row]]:
    """The rows of each column in the order they are read in; a page without columns is one."""
    found: list[list[Row]] = []
    across = False
    for band, gutters in _bands(_rows(lines, chained=True)):
        if across and not gutters:
            found[-1] += _rows(band, chained=False)
        else:
            found += [_rows(part, chained=False) for part in _between(band, gutters)]
        across = not gutters
    return found


def _rows(lines: Sequence[Line], *, chained: bool) -> list[Row]:
    """Lines at one height, from top to bottom; `chained`, also those that reach into the height of another one."""
    rows: list[Row] = []
    low = 0.0
    for line in sorted(lines, key=lambda line: (-line.middle, line.left)):
        if rows and (line.top - (line.top - line.bottom) / 4 > low if chained else line.middle > low):
            rows[-1].append(line)
            low = min(low, line.bottom) if chained else low
        else:
            rows.append([line])
            low = line.bottom if chained else line.bottom + (line.top - line.bottom) / 4
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _bands(rows: Sequence[Row]) -> list[tuple[list[Line], list[Span]]]:
    """The rows from top to bottom, those together that the same gutters run through; with these gutters."""
    bands: list[tuple[list[Line], list[Span]]] = []
    i = 0
    while i < len(rows):
        end, gutters = i + 1, _inner(free := _gaps(rows[i]))
        for j in range(i + 1, len(rows)):
            free = _common(free, _gaps(rows[j]), rows[j][0].size)
            if gutters and not _inner(free):
                break
            end, gutters = j + 1, _inner(free)
        band = [line for row in rows[i:end] for line in row]
        gutters = _real(band, gutters)
        end = end if gutters else i + 1
        bands.append((band if gutters else rows[i], gutters))
        i = end
    return bands


def _inner(gaps: Sequence[Span]) -> list[Span]:
    return [gap for gap in gaps if gap[0] != float("-inf") and gap[1] != float("inf")]


def _gaps(row: Row) -> list[Span]:
    """What of the width of the page a row leaves free."""
    gaps, reached = [], float("-inf")
    for line in row:
        if line.left > reached:
            gaps.append((reached, line.left))
        reached = max(reached, line.right)
    return [*gaps, (reached, float("inf"))]


def _common(ones: Sequence[Span], others: Sequence[Span], height: float) -> list[Span]:
    both = ((max(a, c), min(b, d)) for a, b in ones for c, d in others)
    return [(start, end) for start, end in both if end - start >= _GUTTER * height]


def _height(lines: Sequence[Line]) -> float:
    return sorted(line.size for line in lines)[len(lines) // 2]


def _real(band: Sequence[Line], gutters: Sequence[Span]) -> list[Span]:
    """Those of the gaps that have columns of prose on both sides."""
    left = list(gutters)
    while left:
        thin = next((i for i, part in enumerate(_between(band, left)) if not _is_column(part)), None)
        if thin is None:
            return left
        del left[min(thin, len(left) - 1)]
    return []


def _is_column(lines: Sequence[Line]) -> bool:
    rows = _rows(lines, chained=False)
    if len(rows) < _LINES:
        return False
    width = sum(row[-1].right - row[0].left for row in rows) / len(rows)
    return width >= _WIDTH * _height(lines)


def _between(lines: Sequence[Line], gutters: Sequence[Span]) -> list[list[Line]]:
    """The lines left of the first gutter, those between it and the next one, and so on."""
    edges = [float("-inf"), *((start + end) / 2 for start, end in sorted(gutters)), float("inf")]
    return [
        [line for line in lines if edges[i] <= (line.left + line.right) / 2 < edges[i + 1]]
        for i in range(len(edges) - 1)
    ]
