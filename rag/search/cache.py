"""Files of arrays beside the database that may always be thrown away: each is believed only if it is, in every byte,
the one whose digest the database names."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
_ALIGNED = 64
_HEADER_BYTES = 4096


def save(path: Path, arrays: Mapping[str, NDArray[Any]]) -> str:
    """Writes the arrays, each of one dimension, in place of what was there; the digest of the file, or nothing where it
    cannot be written, which costs time at the next start and nothing else."""
    digest = sha256()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    header = json.dumps([[name, array.dtype.str, len(array)] for name, array in arrays.items()]).encode()
    try:
        # write(), flush() and fsync() say so on a full disk; faiss.write_index() does not.
        with temporary.open("wb") as file:
            for data in (np.frombuffer(header + b"\n", np.uint8), *arrays.values()):
                whole = np.ascontiguousarray(data).view(np.uint8)
                for piece in (whole, np.zeros(-len(whole) % _ALIGNED, np.uint8)):
                    file.write(piece.data)
                    digest.update(piece.data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return ""
    return digest.hexdigest()


def load(path: Path, digest: str) -> Arrays | None:
    """The arrays of the file with this digest, or None where there is none: not a byte is looked at that the digest
    does not vouch for. They lie in the file, not in memory."""
    try:
        with path.open("rb") as file:
            if not digest or file_digest(file, "sha256").hexdigest() != digest:
                return None
            file.seek(0)
            header = file.readline(_HEADER_BYTES)
            file.seek(0)
            # Windows does not let a file be replaced while it is mapped.
            data = np.fromfile(file, np.uint8) if os.name == "nt" else np.asarray(np.memmap(file, np.uint8, "r"))
    except OSError:
        return None
    found, start = Arrays(), _padded(len(header))
    for name, kind, length in json.loads(header):
        end = start + np.dtype(kind).itemsize * length
        found[name] = data[start:end].view(kind)
        start = _padded(end)
    return found


def sweep(folder: Path) -> None:
    """Removes what writers left that were killed while saving; only for who holds the write lock."""
    for left in folder.glob("*.tmp"):
        with suppress(OSError):
            left.unlink()


def _padded(size: int) -> int:
    return size + -size % _ALIGNED


def _sync_folder(folder: Path) -> None:
    """Makes the renaming itself durable; not every system can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
