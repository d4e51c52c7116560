"""Files to articles. Nothing in a file makes this fail: what cannot be read is a `Failure` that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.containers import CONTAINERS
from rag.ingest.decode import NoText
from rag.ingest.formats import DOCUMENTS, FORMATS, text
from rag.ingest.parse import ParsedArticle, parse_json, parse_reading
from rag.ingest.reading import Member
from rag.types import Article, Failure

MANY = frozenset({*CONTAINERS, ".jsonl"})
"""The kinds of files that hold many articles, each named `<id of the file>#<its name or number>`."""
SUFFIXES = frozenset({*FORMATS, *MANY})
"""The kinds of files that are read, in lower case."""
MAX_BYTES = 20_000_000
"""A larger text is no article."""
_LARGE = 100_000_000
"""A larger document, with its pictures, is not read."""
MAX_JSONL_BYTES = 500_000_000
_MAX_BAD_LINES = 100
"""After so many lines of a file none of which is an article, the rest is not read."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave."""

    parsed: tuple[ParsedArticle, ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: tuple[Failure, ...] = ()
    """What it holds of other kinds."""

    def __add__(self, other: Loaded) -> Loaded:
        """What both gave."""
        return Loaded(self.parsed + other.parsed, self.failures + other.failures, self.skipped + other.skipped)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles without their sentences."""
        return tuple(one.article for one in self.parsed)


def read(path: Path, id: str) -> Loaded:
    """The article in a file, or why there is none; a file of `MANY` gives one article or one failure for each part.

    `id` names the article; those of a .jsonl are named `<id>#<line number>`. Never raises for what is in the file."""
    kind = path.suffix.lower()
    try:
        size = path.stat().st_size
        limit = MAX_JSONL_BYTES if kind in MANY else _LARGE if kind in DOCUMENTS else MAX_BYTES
        if size > limit:
            raise NoText(f"has {size:,} bytes, more than the {limit:,} that are read; split it into several files")
        if kind == ".jsonl":
            return _read_lines(path, id)
        if kind in CONTAINERS:
            return read_members(CONTAINERS[kind](path), id)
        return Loaded((parse_reading(id, FORMATS.get(kind, text)(path.read_bytes()), path.stem),))
    except NoText as reason:
        return Loaded(failures=(Failure(id, str(reason)),))
    except OSError as error:
        return Loaded(failures=(Failure(id, f"cannot be opened: {error.strerror or error}"),))


def read_members(members: Iterator[Member], id: str) -> Loaded:
    """The articles of the parts of a file, each named `<id>#<its name>`, and why others are none."""
    parsed: list[ParsedArticle] = []
    failures: list[Failure] = []
    skipped: list[Failure] = []
    for member in members:
        name = f"{id}#{member.name}" if member.name else id
        try:
            if member.skipped:
                skipped.append(Failure(name, member.skipped))
            else:
                parsed.append(parse_reading(name, member.read(), member.title))
        except NoText as reason:
            failures.append(Failure(name, str(reason)))
    if not (parsed or failures or skipped):
        failures.append(Failure(id, "holds no file"))
    return Loaded(tuple(parsed), tuple(failures), tuple(skipped))


def _read_lines(path: Path, id: str) -> Loaded:
    parsed: list[ParsedArticle] = []
    failures: list[Failure] = []
    for number, line in _json_lines(path):
        try:
            if len(line) > MAX_BYTES:
                raise NoText(f"has more than {MAX_BYTES:,} bytes; split the article")
            parsed.append(parse_json(f"{id}#{number}", line, f"{path.stem} {number}"))
        except NoText as reason:
            failures.append(Failure(f"{id}#{number}", str(reason)))
        if len(failures) >= _MAX_BAD_LINES and not parsed:
            failures.append(Failure(id, f"none of its first {number} lines is an article; the rest was not read"))
            break
    if not parsed and not failures:
        failures.append(Failure(id, "is empty; put one JSON object with a text on each line"))
    return Loaded(tuple(parsed), tuple(failures))


def _json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers; of a line that is too long, only the beginning."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            whole = line
            while len(whole) > MAX_BYTES and not whole.endswith(b"\n") and (whole := file.readline(MAX_BYTES + 1)):
                pass
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
