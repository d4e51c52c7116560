"""Tables of web pages: which hold facts and which lay out a page, and each row with the heads of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_LAYING_OUT = frozenset("h1 h2 h3 h4 table form article section".split())
_MAX_CELL = 300
"""Characters of a cell: a longer one lays out a page."""
_MAX_SPAN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of facts."""

    element: Any
    cells: Mapping[int, Any]
    """Its cells by column; one that spans several rows is in each of them."""
    heads: Mapping[int, str]
    """What stands at the head of each column; empty where the table has no such row."""


def is_data(table: Any) -> bool:
    """Whether a table holds facts in rows and columns; most old ones lay out a page."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*_LAYING_OUT), None) is not None:
        return False
    found = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, found), default=0) < 2 or (len(found) < 2 and table.find(".//th") is None):
        return False
    cells = [cell for row in found for cell in row]
    return all(len(_written(cell)) <= _MAX_CELL and sum(1 for _ in cell.iter("p")) < 2 for cell in cells)


def rows(table: Any) -> Iterator[Row]:
    """The rows of a table of facts; the row of heads is none, unless there is no other."""
    grid = list(_grid(table))
    heads: dict[int, str] = {}
    if len(grid) > 1 and len(grid[0][1]) > 1 and _is_head(*grid[0]):
        heads = {column: _written(cell) for column, cell in grid[0][1].items()}
        grid = grid[1:]
    for element, cells in grid:
        if not heads or {column: _written(cell) for column, cell in cells.items()} != heads:
            yield Row(element, cells, heads)


def row_text(row: Row, told: Mapping[int, str]) -> str:
    """A row in one line, each cell (`told` by column) after the head of its column: "| Dam: Upper | Height: 80 m |"."""
    labelled = row.cells[min(row.cells)].tag == "th"
    if labelled and not row.heads and len(told) == 2:
        return "| " + ": ".join(text.removesuffix(":") for text in told.values()) + " |"
    shown = []
    for column, text in told.items():
        head = "" if labelled and column == min(told) else row.heads.get(column, "").removesuffix(":")
        shown.append(f"{head}: {text}" if head else text)
    return f"| {' | '.join(shown)} |"


def _is_head(element: Any, cells: Mapping[int, Any]) -> bool:
    return element.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells.values())


def _grid(table: Any) -> Iterator[tuple[Any, dict[int, Any]]]:
    spanning: dict[int, tuple[Any, int]] = {}
    for row in table.iter("tr"):
        cells = {column: cell for column, (cell, _) in spanning.items()}
        spanning = {column: (cell, left - 1) for column, (cell, left) in spanning.items() if left > 1}
        column = 0
        for cell in row.iterchildren("td", "th"):
            while column in cells:
                column += 1
            cells[column] = cell
            if (left := _span(cell, "rowspan")) > 1:
                spanning[column] = cell, left - 1
            column += _span(cell, "colspan")
        yield row, dict(sorted(cells.items()))


def _span(cell: Any, name: str) -> int:
    written = cell.get(name, "").strip()
    return max(1, min(int(written), _MAX_SPAN)) if written.isascii() and written.isdigit() else 1


def _written(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())
