"""From the bytes of a file to its text, and a clear reason where they are none."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDE_NAMES = ("utf-32", "utf-32", "utf-16", "utf-16")
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_GOOD = 3
"""So many characters that are UTF-8 for each that is not tell that the text is UTF-8."""
_JUNK = 0.01
"""A larger share of control characters than this is in no text."""


class NoText(ValueError):
    """Bytes that are no text; the message says what they are and what to do."""


def decode(data: bytes, *, html: bool = False) -> tuple[str, str]:
    """The text of a file, unchanged but for a byte order mark, and what in it is unsure: "" where nothing is.

    Bytes that are no UTF-8 among text that is stand as U+FFFD. Raises `NoText` where there is no text."""
    if not data.strip():
        raise NoText("is empty; put the article's text into it or take it out of the folder")
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise NoText(f"is {kind}, not text; save the article as .txt, .md or .html")
    text, unsure = _decoded(data, html) or ("", "")
    if not text or len(_CONTROL.findall(text[:100_000])) > max(3, _JUNK * min(len(text), 100_000)):
        raise NoText("is no text in any known encoding; save it as UTF-8")
    if not text.strip():
        raise NoText("holds nothing but blanks; put the article's text into it or take it out of the folder")
    return text, unsure


def whole_characters(text: str) -> str:
    """`text` with halves of surrogate pairs, which JSON can spell but nothing can store, as U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def _decoded(data: bytes, html: bool) -> tuple[str, str] | None:
    wide = next((name for bom, name in zip(_WIDE, _WIDE_NAMES, strict=True) if data.startswith(bom)), None)
    declared = _META.search(data[:4096]) if html else None
    for name in filter(None, (wide, "utf-8-sig", declared and declared[1].decode("ascii", "ignore"))):
        try:
            return data.decode(name), ""
        except (UnicodeError, LookupError):
            continue
    return _nearly_utf8(data) or _guessed(data)


def _nearly_utf8(data: bytes) -> tuple[str, str] | None:
    """The text with U+FFFD for what is no UTF-8; None where that is more than a little of what is not ASCII."""
    text = data.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    good = len(_NOT_ASCII.findall(text)) - bad
    if bad > 1 and good < _GOOD * bad:
        return None
    where = data.decode("utf-8", "replace").find("\ufffd")
    line = text.count("\n", 0, max(where, 0)) + 1
    return text, f"{bad} of its bytes {'is' if bad == 1 else 'are'} no UTF-8, the first in line {line}: read as \ufffd"


def _guessed(data: bytes) -> tuple[str, str] | None:
    """The text in the encoding that fits it best. Several often fit nearly as well, so it is always said."""
    best = from_bytes(data).best()
    if best is None:
        return None
    return str(
        best
    ), f"says nothing of its encoding and was read as {best.encoding}; if letters are wrong, save it as UTF-8"
