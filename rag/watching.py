"""`rag update`: once, or again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import rag.printing as printing
from rag.errors import LoadError, RagError
from rag.library import Library
from rag.types import Changes


def named(folders: Sequence[Path]) -> dict[str, Path | None]:
    """What is updated, by its name: the folders, or where there is none the addresses that were added."""
    return {str(folder): folder for folder in folders} or {"added addresses": None}


def updated(library: Library, folder: Path | None) -> Changes:
    """What an update of a folder did, or of the addresses that were added; how far it is is shown meanwhile."""
    with printing.bar("Reading") as advance:
        return library.update(folder, advance)


def watched(
    library: Library, folders: Mapping[str, Path | None], minutes: float, results: Mapping[str, Changes]
) -> Iterator[dict[str, Changes]]:
    """Update for ever, every so many minutes, and give of each folder what is news after its last results."""
    last = dict(results)
    while True:
        time.sleep(60 * minutes)
        for name, folder in folders.items():
            try:
                changes = updated(library, folder)
            except (RagError, OSError) as error:  # a disk that is away now may be back next time
                printing.print_error(error)
                continue
            if changes.news_after(last[name]):
                yield {name: changes}
            last[name] = changes


def expect_articles(folder: Path | None, changes: Changes) -> None:
    """Raise `LoadError` where a folder held nothing that could be an article."""
    import rag.ingest as ingest

    if folder and changes == Changes(skipped=changes.skipped) and folder.is_dir() and not ingest.files(folder):
        raise LoadError(str(folder), "holds no articles; put articles into it, such as .txt, .pdf or .docx files")
