"""PDFs made by hand, so that every letter stands where a test says."""

from __future__ import annotations

from collections.abc import Sequence

Words = tuple[float, float, float, str]
"""(left, baseline, size, words) in points from the lower left corner; a size below 0 is bold."""


def pdf(*pages: Sequence[Words], info: str = "", before: str = "") -> bytes:
    """A PDF of pages that hold these words; `info` stands in its dictionary of metadata, `before` in that of pages."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} {before} /MediaBox [0 0 595 842] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        shown = "\n".join(_shown(*words) for words in page)
        fonts = "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {fonts} /Contents {6 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    objects.append(f"<< {info} >>")
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R"
    return written + f"{end} /Info {len(objects)} 0 R >>\nstartxref\n{len(written)}\n%%EOF\n".encode()


def _shown(left: float, baseline: float, size: float, words: str) -> str:
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{1 if size > 0 else 2} {abs(size)} Tf 1 0 0 1 {left} {baseline} Tm ({escaped}) Tj ET"


def column(left: float, top: float, lines: Sequence[str], size: float = 10) -> list[Words]:
    """Lines below one another, as far apart as those of a paragraph; an empty one leaves its place free."""
    return [(left, top - 1.2 * size * i, size, line) for i, line in enumerate(lines) if line]
