"""PDF to text: paragraphs across columns and pages, without what stands at the edge of every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from rag.ingest.decode import NoText
from rag.ingest.documents.packed import confirmed
from rag.ingest.documents.pdf_lines import Line, page_lines
from rag.ingest.documents.pdf_paragraphs import Paragraph, body_size, paragraphs, written
from rag.ingest.reading import Reading

_EDGE = 2
"""So many lines at the head and at the foot of a page may belong to the page and not to its text."""
_WIDE = 1.6
"""The gap between two lines, in sizes of letters, that is wider than within a text."""
_NEAR = 2
"""A running head stands again on one of so many pages before or after; those of left and right pages may differ."""
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—|\s]*(?:\d+|[ivxl]+)(?:\s*(?:of|/)\s*\d+)?[-–—|\s]*")
_TITLE = 1.2
"""The letters of a title, as a share of those of most of the text."""
_UNKNOWN = re.compile(r"[\ufffd\ue000-\uf8ff]")


def read(data: bytes) -> Reading:
    """The text of a PDF with its pages. Raises `NoText` where it is locked, broken, or has no layer of text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise NoText("is a PDF that is locked with a password; save it without one") from None
        raise NoText("is a broken PDF; open it in a viewer and print it into a new PDF") from None
    with document:
        pages, unread = _pages(document)
        stated = document.get_metadata_dict()
    if not any(pages):
        raise NoText(
            "is a PDF without a layer of text, such as a scan; let a program for text recognition (OCR) add one"
        )
    kept = [[line for line in page if line not in edge] for page, edge in zip(pages, _edges(pages), strict=True)]
    found = paragraphs(kept if any(kept) else pages)
    title = _title(found, body_size(pages))
    text, begins = written(found, len(pages))
    if len(_UNKNOWN.findall(text)) * 10 > len(text):
        raise NoText("is a PDF whose fonts do not say which letters they show; let OCR add a text")
    first = " ".join(line.text for line in pages[0])
    author = confirmed(stated.get("Author"), first)
    known = {"title": confirmed(stated.get("Title"), first) or title, "author": author}
    return Reading(text, known, _missing(pages, unread), begins)


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page, and the numbers (from 0) of those that cannot be read."""
    pages: list[list[Line]] = []
    unread = []
    for number in range(len(document)):
        try:
            pages.append(page_lines(document[number], number))
        except pypdfium2.PdfiumError:
            pages.append([])
            unread.append(number)
    return pages, unread


def _missing(pages: Sequence[Sequence[Line]], unread: Sequence[int]) -> str:
    """What to say of the pages without a text."""
    empty = ", ".join(str(number + 1) for number, page in enumerate(pages) if not page and number not in unread)
    broken = ", ".join(str(number + 1) for number in unread)
    told = (f"no text on page {empty}" if empty else "", f"page {broken} is broken" if broken else "")
    return "; ".join(filter(None, told))


def _edges(pages: Sequence[Sequence[Line]]) -> list[set[Line]]:
    """The running heads and page numbers of each page."""
    outer = [_outer_rows(page) for page in pages]
    said = [{_shape(line) for row in rows for line in row} for rows in outer]
    edges = []
    for i, rows in enumerate(outer):
        near = set().union(*said[max(0, i - _NEAR) : i], *said[i + 1 : i + 1 + _NEAR])
        taken = [row for row in rows if all(_shape(line) in near or _is_number(line) for line in row)]
        edges.append({line for row in taken for line in row})
    return edges


def _outer_rows(page: Sequence[Line]) -> list[list[Line]]:
    """The lines at the head and at the foot of a page that stand apart from its text, those at one height together."""
    heights = sorted({round(line.middle) for line in page})
    rows = [[line for line in page if round(line.middle) == height] for height in heights]
    return [row for side in (rows, rows[::-1]) for row in _apart(side[: _EDGE + 1])]


def _apart(rows: Sequence[list[Line]]) -> list[list[Line]]:
    """The rows before the last wide gap, or change of size, between these."""
    for i in range(len(rows) - 1, 0, -1):
        outer, inner = rows[i - 1][0], rows[i][0]
        if abs(outer.middle - inner.middle) > _WIDE * inner.size or abs(outer.size - inner.size) > 0.05 * inner.size:
            return list(rows[:i])
    return list(rows) if len(rows) == 1 else []


def _is_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text.casefold()) is not None


def _shape(line: Line) -> tuple[str, int]:
    """The words of a line without the page number before or after them, and how high on the page it stands."""
    return line.text.casefold().strip("0123456789 |·-–—"), round(line.middle / 4)


def _title(found: Sequence[Paragraph], size: float) -> str | None:
    """The heading in the largest letters of the first page, marked as the title."""
    heads = [one for one in found if one.kind == "##" and one.lines[0].page == 0]
    largest = max(heads, key=lambda one: one.lines[0].size, default=None)
    if largest is None or largest.lines[0].size < _TITLE * size:
        return None
    largest.kind = "#"
    return " ".join(line.text for line in largest.lines)
