"""Files that hold many: ZIP archives, mailboxes and feeds. Nothing is written to a disk, no name is a path."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from rag.ingest.decode import NoText
from rag.ingest.feeds import FEEDS
from rag.ingest.formats import DOCUMENTS, FORMATS
from rag.ingest.reading import Member, Reading

_MAX_MEMBERS = 20_000
_MAX_UNPACKED = 1_000_000_000
"""Bytes of an archive's files that are read, all together."""
_MAX_BYTES = 100_000_000
"""A larger document in an archive is not read."""
_MAX_TEXT = 20_000_000
"""Nor is a larger text or page, as outside of one."""
_MOST_PACKED = 100
"""What unpacks to more than so many times its size, and more than `_SMALL` bytes, was made to: texts unpack to ten."""
_SMALL = 1_000_000
_ENTRY = b"PK\x01\x02"


def _archive(path: Path) -> Iterator[Member]:
    """The files of a ZIP archive. Raises `NoText`."""
    # Each entry of the list weighs far more in memory than in the file.
    if path.read_bytes().count(_ENTRY) > _MAX_MEMBERS:
        raise NoText(f"is an archive of more than {_MAX_MEMBERS:,} files; split it")
    try:
        archive = ZipFile(path)
    except (BadZipFile, NotImplementedError, ValueError):
        raise NoText("is a broken ZIP archive; pack it anew") from None
    with archive:
        left, seen = _MAX_UNPACKED, set()
        for info in archive.infolist():
            place = PurePosixPath(info.filename)
            if info.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in place.parts):
                continue
            left -= info.file_size
            skipped = _why_not(info, info.filename in seen, left)
            seen.add(info.filename)
            yield Member(info.filename, place.stem, _unpacking(archive, info), skipped)


def _why_not(info: ZipInfo, twice: bool, left: int) -> str:
    suffix = PurePosixPath(info.filename).suffix.lower()
    if suffix in CONTAINERS or suffix not in FORMATS:
        return f"{suffix or 'nameless'} files in an archive are not read"
    if twice:
        return "stands in the archive twice; the first one is read"
    return "the files before it in the archive are as much as is read of one" if left < 0 else ""


def _unpacking(archive: ZipFile, info: ZipInfo) -> Callable[[], Reading]:
    def read() -> Reading:
        most = _MAX_BYTES if PurePosixPath(info.filename).suffix.lower() in DOCUMENTS else _MAX_TEXT
        if info.file_size > most:
            raise NoText(f"unpacks to {info.file_size:,} bytes, more than the {most:,} that are read")
        if info.file_size > max(_SMALL, _MOST_PACKED * info.compress_size):
            raise NoText(f"unpacks to more than {_MOST_PACKED} times its size, as no text does; unpack it yourself")
        if info.flag_bits & 1:
            raise NoText("is locked with a password; unpack the archive")
        try:
            data = archive.read(info)
        except (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
            raise NoText("cannot be unpacked: the archive is damaged") from None
        return FORMATS[PurePosixPath(info.filename).suffix.lower()](data)

    return read


def _mailbox(path: Path) -> Iterator[Member]:
    """The e-mails of a mailbox, by number."""
    import mailbox  # it brings all of `email` along, and few folders hold a mailbox

    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), 1):

            def read(key: str = key) -> Reading:
                return FORMATS[".eml"](box.get_bytes(key))

            yield Member(str(number), f"{path.stem} {number}", read)
    finally:
        box.close()


CONTAINERS: Mapping[str, Callable[[Path], Iterator[Member]]] = {".zip": _archive, ".mbox": _mailbox, **FEEDS}
"""What gives the files in a file, by the ending of its name."""
