"""What a text states about itself at its head, as YAML front matter or lines such as "Title: ...", and its lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import yaml

from rag.ingest.bylines import is_nobody
from rag.ingest.dates import iso_date
from rag.ingest.languages import main_script
from rag.ingest.lines import Line, lines

_FRONT = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?P<fields>(?:#[^\r\n]*(?:\r\n?|\n))*"
    r"[\"']?[^\W\d][\w. -]*[\"']?[ \t]*[:=].*?)(?:\r\n?|\n)(?:(?P=fence)|\.\.\.)[ \t]*(?:\r\n?|\n|$)",
    re.DOTALL,
)
_FRONT_LIMIT = 64_000
"""Characters that front matter may take."""
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)")
_FIELD_LINE = re.compile(r"(?P<quote>[\"']?)(?P<key>[^\W\d][\w. -]*)(?P=quote)[ \t]*[:=](?P<value>|[ \t].*)")
_ITEM_LINE = re.compile(r"\s*-\s+(.*)")
_SHOWN = 60
"""Characters that are shown of something that could not be read."""
_HEADER = re.compile(r"(?P<key>[A-Za-z][A-Za-z_ ]{1,20}?)\s*::?\s+(?P<value>\S.*)")
_OTHERS = frozenset("category categories tags keywords slug summary status modified template save_as".split())
"""What a header states besides, as makers of web sites have it."""
_KEYS = {
    "title": ("title", "headline"),
    "published": ("published", "date", "publicationdate", "publishedat", "datepublished", "pubdate", "publishdate"),
    "author": ("author", "authors", "by", "byline"),
    "publisher": ("publisher", "outlet", "source", "site", "sitename", "publication"),
    "url": ("url", "link", "canonical"),
    "language": ("language", "lang"),
}
_FIELD = {key: field for field, keys in _KEYS.items() for key in keys}

"""Without the blanks and lines within them."""

_URL = re.compile(r"https?://\S+$")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
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
    unread: str = ""
    """What its front matter states and could not be read."""


def read_source(text: str) -> SourceText:
    """The text in lines, and what stands before it."""
    in_front, start, unread = _in_front(text)
    found = tuple(lines(text, start))
    in_header, count = header(found)
    return SourceText(text, start, found, count, in_front | in_header, main_script(text[start:]), unread)


def front_matter(text: str) -> tuple[Metadata, int]:
    """What the YAML, TOML or JSON before a text says, and where the text itself begins (0 without front matter)."""
    known, start, _ = _in_front(text)
    return known, start


def _in_front(text: str) -> tuple[Metadata, int, str]:
    """The same, and what of it was not read: "" where nothing is missing."""
    found = _FRONT.match(text[:_FRONT_LIMIT])
    if not found:
        return _json_in_front(text)
    written, end = found["fields"], found.end()
    try:
        # A loader as safe as safe_load that makes nothing but strings: "no" is Norwegian, and no day is out of range.
        toml = found["fence"] == "+++"
        values: Any = _toml(written) if toml else yaml.load(written, Loader=yaml.BaseLoader)
        unread: list[str] = []
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        values, unread = _by_line(written)
        blank = _BLANK_LINE.search(written)
        if blank and _by_line(written[blank.end() :])[1]:  # the rule that seemed to end it stands in the text
            end = found.start("fields") + blank.end()
            values, unread = _by_line(written[: blank.start()])
    if not isinstance(values, dict):
        values = {}
    unread += [f"{key}: {_plain(value)}" for key, value in values.items() if _is_unread(key, value)]
    told = "; ".join(one[:_SHOWN] for one in unread[:3])
    return from_mapping(values), end, f"its front matter has what could not be read: {told}" if told else ""


def _toml(written: str) -> dict[object, object]:
    """The fields of TOML, with its dates as they are written in ISO 8601."""
    found = tomllib.loads("\n".join(written.splitlines()))
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items()}


def _by_line(written: str) -> tuple[dict[object, object], list[str]]:
    """The fields of what is nearly YAML or TOML ("title: Riga: a portrait"), each line by itself; the other lines."""
    values: dict[object, object] = {}
    others, key = [], ""
    for line in written.splitlines():
        if field := _FIELD_LINE.fullmatch(line):
            key = field["key"]
            values.setdefault(key, _scalar(field["value"]))
        elif (item := _ITEM_LINE.fullmatch(line)) and key:
            before = values[key]
            values[key] = [*(before if isinstance(before, list) else filter(None, [before])), _scalar(item[1])]
        elif line.strip() and not line.lstrip().startswith("#"):
            others.append(line.strip())
    return values, others


def _scalar(written: str) -> object:
    try:
        value: object = yaml.load(written, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        value = None
    return value if isinstance(value, str | list) else written.strip(" \t\"'")


def _json_in_front(text: str) -> tuple[Metadata, int, str]:
    if text[:1] == "{":
        try:
            values, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return Metadata(), 0, ""
        if text[end : end + 1] in ("\r", "\n") and any(map(_field, values)):
            return from_mapping(values), end, ""
    return Metadata(), 0, ""


def _field(key: object) -> str | None:
    """The field of `Metadata` that a key of front matter, of a header or of a JSON object names."""
    return _FIELD.get(re.sub(r"[\s_-]", "", key.lower())) if isinstance(key, str) else None


def _is_unread(key: object, value: object) -> bool:
    """Whether a field states something that is not what it should be, such as a day that is none."""
    return (
        _field(key) not in (None, "language", "author")
        and bool(_plain(value))
        and from_mapping({key: value}) == Metadata()
    )


def from_mapping(values: Mapping[Any, object]) -> Metadata:
    """What the fields of front matter, of a header or of a JSON object say; fields of other kinds are passed over."""
    stated: dict[str, str] = {}
    for key, value in values.items():
        field = _field(key)
        written = _plain(value) if field else ""
        if link := _LINK.fullmatch(written):
            written = link[2] if field == "url" else link[1]
            if field == "publisher":
                stated.setdefault("url", link[2])
        if field == "published":
            written = iso_date(written) or ""
        elif field == "language":
            written = written[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)*", written) else ""
        elif (field == "author" and is_nobody(written)) or (field == "url" and not _URL.match(written)):
            written = ""
        elif field == "publisher" and _URL.match(written):  # "source" of a clipped page is where it was
            field = "url"
        if field and written:
            stated.setdefault(field, written)
    return Metadata(**stated)


def header(found: Sequence[Line]) -> tuple[Metadata, int]:
    """What lines such as "Title: ..." and "Date: ..." at the very beginning say, and how many lines that are."""
    values: dict[object, object] = {}
    count = first = int(bool(found) and found[0].text in ("---", "+++"))  # a fence that is never closed
    for line in found[first:HEAD]:
        match = _HEADER.fullmatch(line.text)
        if line.mark or not match or not (_field(match["key"]) or (values and match["key"].lower() in _OTHERS)):
            break
        values.setdefault(match["key"], match["value"])
        count += 1
    return (from_mapping(values), count) if count - first >= 2 or "title" in map(_field, values) else (Metadata(), 0)


def _plain(value: object) -> str:
    """A value as one line of printable text; "" for what is no text, number or list of texts."""
    if isinstance(value, list):
        # Lists in lists are passed over, as a few aliases can make them grow without end: but for links ([[Riga]]).
        items = (_unwrapped(item) for item in value[:20])
        return ", ".join(filter(None, (_plain(item) for item in items if not isinstance(item, list))))
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    shown = "".join(char for char in str(value) if char.isprintable() or char.isspace())
    return " ".join(_WIKI_LINK.sub(r"\1", shown).split())[:500]


def _unwrapped(value: object) -> object:
    """What YAML makes lists in lists of, [[a link]] without quotation marks, as it was written."""
    for _ in range(2):
        if isinstance(value, list) and len(value) == 1:
            value = value[0] if isinstance(value[0], list) else f"[[{value[0]}]]"
    return value
