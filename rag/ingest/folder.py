"""What lies in a folder: the files that are articles, and why the others are none."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.load import SUFFIXES

_SAVED = re.compile(
    r"(.+)[_.-](?:files|dateien|fichiers|archivos|arquivos|file|filer|bestanden|pliki|файлы|αρχεία)", re.IGNORECASE
)
"""How the folder is called in which a browser saves what a page shows, in the languages of browsers."""
_JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
"""What systems leave behind by themselves, in lower case; nobody takes these for articles."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder and of those below it, sorted by their path."""

    files: tuple[Path, ...]
    """Those that are read."""
    skipped: tuple[tuple[Path, str], ...]
    """The others, each with the reason."""


def scan(folder: Path) -> Listing:
    """Every file in `folder` and below it, except hidden ones and what systems leave behind.

    No link is followed that leads out of the folder, or to another folder."""
    root = folder.resolve()
    files: list[Path] = []
    skipped: list[tuple[Path, str]] = []

    def unreadable(error: OSError) -> None:
        skipped.append((Path(error.filename), f"cannot be opened ({error.strerror})"))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        parts = {name for name in folders if _is_of_page(name, names)}
        skipped += [(Path(place, name), "holds the parts of a saved web page") for name in parts]
        folders[:] = [name for name in folders if not _unseen(name) and name not in parts]
        linked = [name for name in folders if Path(place, name).is_symlink()]
        inside = Path(place).resolve().is_relative_to(root)  # Windows has folders that lead elsewhere and are no links
        for path in (Path(place, name) for name in (*names, *linked) if not _unseen(name)):
            if reason := _why_not(path, root, inside):
                skipped.append((path, reason))
            else:
                files.append(path)
    return Listing(tuple(sorted(files)), tuple(sorted(skipped)))


def files(folder: Path) -> list[Path]:
    """The article files in `folder` and below it, sorted by their path."""
    return list(scan(folder).files)


def _why_not(path: Path, root: Path, inside: bool) -> str:
    """Why a file is not read; empty where it is."""
    if not (inside and _is_plain(path)):  # all but very few are: they are looked at once
        if not path.exists():
            return "is a link to nothing"
        if (path.is_symlink() or not inside) and not path.resolve().is_relative_to(root):
            return "is a link that leads out of the folder"
        if path.is_dir():
            return "is a link to a folder"
        if not path.is_file():
            return "is no regular file"
    if path.suffix.lower() not in SUFFIXES:
        kind = f"{path.suffix.lower()} files" if path.suffix else "files without an ending"
        return f"{kind} are not read"
    return ""


def _is_plain(path: Path) -> bool:
    """Whether it is a regular file, and no link."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:  # gone meanwhile
        return False


def _unseen(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _JUNK


def _is_of_page(folder: str, names: Collection[str]) -> bool:
    """Whether a browser saved in `folder` what the page beside it shows: its pictures, scripts and frames."""
    saved = _SAVED.fullmatch(folder)
    return saved is not None and any(f"{saved[1]}{suffix}" in names for suffix in (".html", ".htm"))


def free_name(folder: Path, name: str) -> Path:
    """A path in `folder` that is not taken, named after the last part of an untrusted file name."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = re.sub(r"[^\w.-]+", "-", last).strip(".-").rpartition(".")
    stem, suffix = (stem[:80].rstrip(".-") or "article", suffix[:8].lower()) if dot else (suffix[:80] or "article", "")
    number = 1
    while (file := folder / f"{stem}{f'-{number}' if number > 1 else ''}{dot and '.'}{suffix}").exists():
        number += 1
    return file
