"""`rag update`: once, or again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import rag.printing as printing
from rag.errors import LoadError, RagError
from rag.library import Library
from rag.types import Changes


def updated(library: Library, folders: Sequence[Path]) -> dict[str, Changes]:
    """What an update of each folder did, by its name; of no folder, that of the addresses that were added."""
    results = {}
    for folder in folders or (None,):
        with printing.bar("Reading") as advance:
            results[str(folder or "added addresses")] = library.update(folder, advance)
    return results


def watched(
    library: Library, folders: Sequence[Path], minutes: float, last: dict[str, Changes]
) -> Iterator[dict[str, Changes]]:
    """Update for ever, every so many minutes, and give of each round what is news after the `last` one."""
    while True:
        time.sleep(60 * minutes)
        try:
            results = updated(library, folders)
        except (RagError, OSError) as error:  # a disk that is away now may be back next time
            printing.print_error(error)
            continue
        if news := {name: changes for name, changes in results.items() if changes.news_after(last[name])}:
            yield news
        last = results


def expect_articles(folder: Path, changes: Changes) -> None:
    """Raise `LoadError` where a folder held nothing that could be an article."""
    import rag.ingest as ingest

    if changes == Changes(skipped=changes.skipped) and folder.is_dir() and not ingest.files(folder):
        raise LoadError(str(folder), "holds no articles; put articles into it, such as .txt, .pdf or .docx files")
