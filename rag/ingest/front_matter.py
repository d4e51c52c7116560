"""What a text states about itself at its head, as YAML front matter or lines such as "Title: ...", and its lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import yaml

from rag.ingest.dates import iso_date
from rag.ingest.languages import main_script
from rag.ingest.lines import Line, lines

_FRONT = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?P<fields>(?:#[^\r\n]*(?:\r\n?|\n))*"
    r"[\"']?[A-Za-z_][\w -]*[\"']?[ \t]*[:=].*?)(?:\r\n?|\n)(?:(?P=fence)|\.\.\.)[ \t]*(?:\r\n?|\n|$)",
    re.DOTALL,
)
_FRONT_LIMIT = 64_000
"""Characters that front matter may take."""
_HEADER = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{1,20}?)\s*:\s+(?P<value>\S.*)")
_KEYS = {
    "title": ("title", "headline"),
    "published": ("published", "date", "publication date", "published_at", "date_published", "datepublished"),
    "author": ("author", "authors", "by", "byline"),
    "publisher": ("publisher", "outlet", "source", "site", "sitename", "publication"),
    "url": ("url", "link", "canonical"),
    "language": ("language", "lang"),
}
_FIELD = {key: field for field, keys in _KEYS.items() for key in keys}

_URL = re.compile(r"https?://\S+$")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")

HEAD, FOOT = 15, 10
"""How many lines at the beginning and at the end of a text may hold bylines and titles."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article; None is unknown."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None

    def __or__(self, other: Metadata) -> Metadata:
        """This, completed by what `other` knows beyond it."""
        return Metadata(*(getattr(self, field.name) or getattr(other, field.name) for field in fields(Metadata)))


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text in lines, with what its front matter and its header state: read once, for metadata and layout."""

    text: str
    start: int
    """Where what follows the front matter begins."""
    lines: tuple[Line, ...]
    """The lines from `start` on that are not blank."""
    header: int
    """How many of them are the header."""
    stated: Metadata
    script: str | None
    """The script that most of its letters are of."""


def read_source(text: str) -> SourceText:
    """The text in lines, and what stands before it."""
    in_front, start = front_matter(text)
    found = tuple(lines(text, start))
    in_header, count = header(found)
    return SourceText(text, start, found, count, in_front | in_header, main_script(text[start:]))


def front_matter(text: str) -> tuple[Metadata, int]:
    """What the YAML or TOML before a text says, and where the text itself begins (0 without front matter)."""
    found = _FRONT.match(text[:_FRONT_LIMIT])
    if not found:
        return Metadata(), 0
    try:
        # A loader as safe as safe_load that makes nothing but strings: "no" is Norwegian, and no day is out of range.
        toml = found["fence"] == "+++"
        values = _toml(found["fields"]) if toml else yaml.load(found["fields"], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        values = None
    return from_mapping(values if isinstance(values, dict) else {}), found.end()


def _toml(written: str) -> dict[object, object]:
    """The fields of TOML, with its dates as they are written in ISO 8601."""
    found = tomllib.loads("\n".join(written.splitlines()))
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items()}


def from_mapping(values: Mapping[Any, object]) -> Metadata:
    """What the fields of front matter, of a header or of a JSON object say; fields of other kinds are passed over."""
    stated: dict[str, str] = {}
    for key, value in values.items():
        field = _FIELD.get(key.strip().lower()) if isinstance(key, str) else None
        written = _plain(value) if field else ""
        if field == "published":
            written = iso_date(written) or ""
        elif field == "language":
            written = written[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)*", written) else ""
        elif field == "url" and not _URL.match(written):
            written = ""
        elif field == "publisher" and _URL.match(written):  # "source" of a clipped page is where it was
            field = "url"
        if field and written:
            stated.setdefault(field, written)
    return Metadata(**stated)


def header(found: Sequence[Line]) -> tuple[Metadata, int]:
    """What lines such as "Title: ..." and "Date: ..." at the very beginning say, and how many lines that are."""
    values: dict[object, object] = {}
    for line in found[:HEAD]:
        match = _HEADER.fullmatch(line.text)
        if line.mark or not match or match["key"].strip().lower() not in _FIELD:
            break
        values.setdefault(match["key"].strip().lower(), match["value"])
    return (from_mapping(values), len(values)) if len(values) >= 2 or "title" in values else (Metadata(), 0)


def _plain(value: object) -> str:
    """A value as one line of printable text; "" for what is no text, number or list of texts."""
    if isinstance(value, list):
        # Lists in lists are passed over: a few aliases can make them grow without end.
        return ", ".join(filter(None, (_plain(item) for item in value[:20] if not isinstance(item, list))))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    shown = "".join(char for char in str(value) if char.isprintable() or char.isspace())
    return " ".join(_WIKI_LINK.sub(r"\1", shown).split())[:500]
