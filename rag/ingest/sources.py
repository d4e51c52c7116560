"""The addresses that a folder lists in its `sources.toml`: fetched anew by an update, read from what is kept of them.

addresses = ["https://example.org/report.html", "https://example.org/feed.xml"]
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rag.ingest.copies import Copy, keep, kept
from rag.ingest.decode import NoText
from rag.ingest.feeds import FEED, entries
from rag.ingest.formats import FORMATS
from rag.ingest.load import Loaded, read_members
from rag.ingest.reading import Member, Reading
from rag.types import Failure

SOURCES = "sources.toml"


@dataclass(frozen=True, slots=True)
class Sources:
    """A list of addresses, where copies of them are kept, and which could not be fetched just now."""

    path: Path
    store: Path
    refused: Mapping[str, str]
    """Why, by the address."""


def sources_of(source: Path, store: Path) -> Sources | None:
    """The addresses that a folder lists, or that a file does, fetched anew; None where there is no list."""
    path = source if source.is_file() else source / SOURCES
    if path.name != SOURCES or not path.is_file():
        return None
    try:
        return Sources(path, store, refresh(addresses(path), store))
    except NoText:  # whoever reads the list says so
        return Sources(path, store, {})


def addresses(path: Path) -> tuple[str, ...]:
    """The addresses of a list, each once. Raises `NoText` where it is none."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("addresses", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise NoText(f"is no TOML: {error}") from None
    if not isinstance(found, list) or not all(isinstance(url, str) for url in found):
        raise NoText('has no list of addresses; write addresses = ["https://…", "https://…"]')
    return tuple(dict.fromkeys(url.strip() for url in found))


def enlist(path: Path, url: str) -> None:
    """Add an address to a list, which is made if there is none. Raises `NoText` where the list cannot be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, (*(addresses(path) if path.exists() else ()), url))


def delist(path: Path, url: str) -> bool:
    """Take an address out of a list; False where it is not in it. Raises `NoText` where the list cannot be read."""
    if not path.exists() or url not in (listed := addresses(path)):
        return False
    _write(path, (one for one in listed if one != url))
    return True


def _write(path: Path, urls: Iterable[str]) -> None:
    # A string of JSON is one of TOML.
    lines = "".join(f"  {json.dumps(url)},\n" for url in dict.fromkeys(urls))
    path.write_text(f"addresses = [\n{lines}]\n", encoding="utf-8")


def refresh(urls: Iterable[str], store: Path) -> dict[str, str]:
    """Fetch addresses, and keep what they give; what could not be fetched, with the reason.

    A copy is replaced by a whole one only."""
    from rag.ingest.fetch import Request, fetch  # it brings httpx along, which few updates need

    before = {url: kept(store, url) for url in urls}
    asked = [Request(url, copy.etag, copy.last_modified) if copy else Request(url) for url, copy in before.items()]
    refused: dict[str, str] = {}
    for url, response in fetch(asked).items():
        try:
            if isinstance(response, str):
                refused[url] = response
            elif response:
                keep(store, url, response, date.today().isoformat())
        except NoText as reason:
            refused[url] = str(reason)
        except OSError as error:
            refused[url] = f"cannot be kept: {error.strerror or error}"
        if url in refused and (copy := before[url]):
            refused[url] = f"could not be refreshed, and what it gave on {copy.fetched} is used: it {refused[url]}"
    return refused


def read_sources(sources: Sources, id: str) -> Loaded:
    """The articles of the addresses of a list, each named `<id>#<address>`, those of feeds
    `<id>#<address>#<id of the entry>`. Raises `NoText` where the list cannot be read."""
    loaded = Loaded()
    for url in addresses(sources.path):
        name = f"{id}#{url}"
        copy = kept(sources.store, url)
        if reason := sources.refused.get(url, "" if copy else "was not fetched yet"):
            loaded += Loaded(failures=(Failure(name, reason),))
        if copy:
            loaded += read_members(entries(copy.data) if copy.kind == FEED else iter((_page(copy),)), name)
    return loaded


def _page(copy: Copy) -> Member:
    def read() -> Reading:
        reading = FORMATS[copy.kind](copy.data)
        # What a page says its address is could be another's.
        return replace(reading, known=reading.known | {"url": copy.url})

    return Member("", copy.url, read)
