"""What is added by itself, and not with a folder: files and addresses, kept under `uploads/` in the index folder."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from pathlib import Path

import rag.ingest as ingest
from rag.errors import LoadError
from rag.ingest.decode import NoText
from rag.types import Changes, Failure

UPLOADS = "uploads"


def keep_file(folder: Path, name: str, data: bytes, held: Set[str]) -> Path | Changes:
    """Where a file is kept now, or what there is to say where it is not: its kind is not read, or all its texts are
    `held` already, by their digests."""
    uploads = folder / UPLOADS
    uploads.mkdir(parents=True, exist_ok=True)
    file = ingest.free_name(uploads, name)
    if file.suffix.lower() not in ingest.SUFFIXES:
        kinds = ", ".join(sorted(ingest.SUFFIXES))
        return Changes(failed=(Failure(name, f"is not of a kind that is read here ({kinds})"),))
    file.write_bytes(data)
    loaded = ingest.read(file, f"{UPLOADS}/{file.name}")
    if loaded.skipped and not loaded.articles:  # in a folder it may be something else, here it was meant
        file.unlink()
        return Changes(failed=tuple(Failure(name, one.reason) for one in (*loaded.failures, *loaded.skipped)))
    if loaded.articles and all(article.digest in held for article in loaded.articles):
        file.unlink()
        return Changes(unchanged=len(loaded.articles))
    return file


def source(folder: Path, named: str | Path | None) -> Path:
    """The file or folder that is named, else the list of the addresses that were added. Raises `LoadError` where there
    is none."""
    if named is not None:
        if not Path(named).exists():
            raise LoadError(str(named), "no such file or folder; name one that holds articles")
        return Path(named)
    if not (listed := folder / UPLOADS / ingest.SOURCES).exists():
        raise LoadError(str(folder), "no address was added; name a folder of articles, or add one with `rag add URL`")
    return listed


def keep_address(folder: Path, store: Path, url: str) -> ingest.Sources | Changes:
    """All that were added, with this one fetched just now; or why it was not, and then it is not kept."""
    listed = folder / UPLOADS / ingest.SOURCES
    if refused := ingest.refresh([url], store):
        return Changes(failed=(Failure(url, refused[url]),))
    ingest.enlist(listed, url)
    return ingest.Sources(listed, store, {})


def forget(folder: Path, id: str) -> Callable[[], object] | None:
    """Delete the file or the address that an article was added by, and give what brings it back; None where it was not,
    or is not alone in it."""
    place, _, name = id.partition("/")
    if place != UPLOADS:
        return None
    listed, _, url = name.partition("#")
    if listed == ingest.SOURCES:
        addresses = folder / UPLOADS / listed
        try:
            return partial(ingest.enlist, addresses, url) if ingest.delist(addresses, url) else None
        except NoText:
            return None
    file = folder / UPLOADS / name
    if name != Path(name).name or not file.is_file():
        return None
    data = file.read_bytes()
    file.unlink()
    return partial(file.write_bytes, data)
