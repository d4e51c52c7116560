"""What is kept of an address: its last good copy, in one file each, which is replaced whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import rag.ingest.isolated as isolated
from rag.ingest.decode import NoText
from rag.ingest.feeds import FEED, merged
from rag.ingest.formats import FORMATS
from rag.ingest.parse import parse_reading

if TYPE_CHECKING:
    from rag.ingest.fetch import Response

_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    "application/rdf+xml": FEED,
    "application/feed+json": FEED,
    "application/json": FEED,
    "application/xml": FEED,
    "text/xml": FEED,
}
_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf")
"""How feeds begin that are sent as something else."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What an address gave when it was last fetched."""

    asked: str
    """The address as it is listed."""
    url: str
    """Where the redirects ended."""
    kind: str
    """One of the keys of `FORMATS`, or `FEED`."""
    fetched: str
    """The day, as ISO 8601."""
    etag: str
    last_modified: str
    data: bytes
    """Of a feed: all entries that it ever had, as a JSON Feed."""


def kept(store: Path, url: str) -> Copy | None:
    """The copy of an address; None where there is none that can be read."""
    try:
        head, _, data = _place(store, url).read_bytes().partition(b"\n")
        copy = Copy(**json.loads(head), data=data)
    except (OSError, ValueError, TypeError):
        return None
    return copy if copy.asked == url else None


def keep(store: Path, asked: str, response: Response, day: str) -> Copy:
    """Keep what an address gave in place of what it gave before; of a feed, in addition to it.

    Raises `NoText` where nothing in it can be read, `OSError` where it cannot be written."""
    kind = _kind(response)
    data = response.data
    if kind == FEED:
        data = isolated.read(FEED, data).text.encode("utf-8")
        before = kept(store, asked)
        data = merged(data, before.data) if before and before.kind == FEED else data
    elif kind in (".html", ".txt", ".md"):
        data = _in_utf8(data, response.content_type)
    if kind != FEED:
        parse_reading("", FORMATS[kind](data), "")  # a page without a sentence is no better than the copy before
    copy = Copy(asked, response.url, kind, day, response.etag, response.last_modified, data)
    head = asdict(copy)
    del head["data"]
    place = _place(store, asked)
    store.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(json.dumps(head).encode("utf-8") + b"\n" + data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, place)
    return copy


def drop(store: Path, url: str) -> None:
    """Forget an address."""
    _place(store, url).unlink(missing_ok=True)


def _place(store: Path, url: str) -> Path:
    return store / f"{sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.copy"


def _kind(response: Response) -> str:
    """The kind of a response. Raises `NoText`."""
    start = response.data[:2_000].lower()
    if start.startswith(b"%pdf-"):
        return ".pdf"
    if any(root in start for root in _ROOTS) and b"<html" not in start:
        return FEED
    stated = response.content_type.partition(";")[0].strip().lower()
    by_name = os.path.splitext(response.url.partition("?")[0])[1].lower()
    kind = _TYPES.get(stated) or (by_name if stated in ("", "application/octet-stream") else "")
    if kind not in (*FORMATS, FEED):
        raise NoText(f"is of a kind that is not read ({stated[:60] or 'not stated'})")
    return kind


def _in_utf8(data: bytes, content_type: str) -> bytes:
    """Text in UTF-8 if it is that already, or if the server says what else it is in."""
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(charset, "replace").encode("utf-8") if charset else data
        except LookupError:
            return data
    return data
