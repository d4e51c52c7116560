"""Making the index hold what a folder holds.

A folder is known by its name: updating "…/news" replaces what was indexed from an earlier folder "news" and touches
nothing else. What is unchanged is not read again, what moved is not embedded again, and every article is written
whole or not at all, so an update may be interrupted anywhere and simply run again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import rag.ingest as ingest
from rag.ingest.decode import NoText
from rag.search.embed import Encoder
from rag.search.encoding import ChunkEncoder
from rag.search.writer import Writer
from rag.types import Article, Changes, Chunk, Failure
from rag.types.retrieval import Vectors

INGEST_VERSION = "7"
"""Raised whenever reading, cleaning or splitting changes: the next update then reads every file again."""

_INSIDE = re.compile(
    r"(.+?(?:\.(?:zip|rss|atom|xml|json)|/sources\.toml)(?=#.)|.+\.(?:jsonl|mbox)(?=#\d+$))", re.IGNORECASE | re.DOTALL
)

TOGETHER = 512
"""So many sentences are encoded together. More would be padded no less, and lost if the program is killed."""

_Put = tuple[Article, Sequence[Chunk], str]
Progress = Callable[[int, int, str], None]
"""Called as (files done, files in all, id of the next file)."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    id: str
    source_digest: str


def update(
    source: Path,
    writer: Writer,
    encoder: Encoder,
    progress: Progress | None = None,
    sources: ingest.Sources | None = None,
) -> Changes:
    """Bring the index in line with a folder, or with one file, and say what that took.

    Of files in a folder that have the same text, the first by name is indexed and the others are skipped.
    A file named by itself is taken even if its article was removed by hand before. The `sources` that the folder lists
    are read from what is kept of them. Anything wrong with a single file
    is listed in `Changes.failed`."""
    source = source.resolve()
    root = source.parent if source.is_file() else source
    listing = ingest.Listing((source,), ()) if source.is_file() else ingest.scan(source)
    listed = sources.path.resolve() if sources else None
    paths = [path for path in listing.files if path != listed]
    with _pipeline(writer, encoder) as pipeline:
        run = _Run(writer, pipeline, encoder.count_tokens, source)
        for path, reason in listing.skipped:
            if path != listed:
                run.skip(_id(root, path), reason)
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths), _id(root, path))
            run.file(path, _id(root, path))
        if sources and listed:
            run.sources(sources, _id(root, listed))
    run.remove_missing()
    if progress:
        progress(len(paths), len(paths), "")
    return run.changes


class _Pipeline:
    """Articles on their way into the index: while some are encoded, those before are written and the next are read."""

    def __init__(self, writer: Writer, encoder: Encoder, thread: ThreadPoolExecutor) -> None:
        self._writer = writer
        self._encoder = ChunkEncoder(encoder)
        self._thread = thread
        self._gathered: list[_Put] = []
        self._encoding: tuple[list[_Put], Future[list[tuple[Vectors, Vectors]]]] | None = None

    def put(self, article: Article, chunks: Sequence[Chunk], source_digest: str) -> None:
        self._gathered.append((article, chunks, source_digest))
        if sum(len(chunk.sentences) for _, chunks, _ in self._gathered for chunk in chunks) >= TOGETHER:
            self.hand_on()

    def hand_on(self) -> None:
        """Begin to encode what has come together, and write what was being encoded."""
        before, gathered = self._encoding, self._gathered
        chunks = [chunks for _, chunks, _ in gathered]
        self._encoding, self._gathered = (gathered, self._thread.submit(self._encoder.encode, chunks)), []
        if before:
            for put, vectors in zip(before[0], before[1].result(), strict=True):
                self._writer.put(*put, vectors)


@contextmanager
def _pipeline(writer: Writer, encoder: Encoder) -> Iterator[_Pipeline]:
    """A pipeline; whatever was put into it is written when the block is left, also where it is left by an error."""
    with ThreadPoolExecutor(1) as thread:
        pipeline = _Pipeline(writer, encoder, thread)
        try:
            yield pipeline
        finally:
            pipeline.hand_on()  # what has come together is encoded …
            pipeline.hand_on()  # … and written


class _Run:
    """One update under way."""

    def __init__(self, writer: Writer, pipeline: _Pipeline, count_tokens: Callable[[str], int], source: Path) -> None:
        self.changes = Changes()
        self._writer = writer
        self._pipeline = pipeline
        self._count_tokens = count_tokens
        self._restoring = source.is_file()
        scope, versions = _scope(source), writer.versions()
        self._known = {id: version for id, version in versions.items() if _within(id, scope)}
        others = versions.keys() - self._known.keys() if self._restoring else ()
        beside = (id for id in sorted(others) if id.startswith(f"{source.parent.name}/"))
        self._ids = {versions[id].digest: id for id in beside}
        """The article of the folder that has a text, by the text's digest."""
        self._withheld: Mapping[str, str] = writer.withheld()
        self._seen: set[str] = set()

    def file(self, path: Path, id: str) -> None:
        try:
            source_digest = f"{INGEST_VERSION}:{sha256(path.read_bytes()).hexdigest()}"
        except OSError as error:
            self._fail(Failure(id, f"cannot be opened ({error.strerror})"))
            return
        for parsed, fingerprint in self._changed(_File(path, id, source_digest)):
            self._put(parsed, fingerprint)

    def sources(self, sources: ingest.Sources, id: str) -> None:
        """Take in what a list of addresses gave; where the list cannot be read, all that is there of it stays."""
        try:
            loaded = ingest.read_sources(sources, id)
        except NoText as reason:
            self._fail(Failure(id, str(reason)))
            self._seen |= {known for known in self._known if _file_of(known) == id}
            return
        self._note(loaded)
        for parsed in loaded.parsed:
            fingerprint = _fingerprint(parsed.article)
            if not self._settled(parsed.article.id, fingerprint):
                self._put(parsed, fingerprint)

    def _note(self, loaded: ingest.Loaded) -> None:
        for failure in loaded.failures:
            self._fail(failure)
        for other in loaded.skipped:
            self.skip(other.source, other.reason)

    def _changed(self, file: _File) -> Iterator[tuple[ingest.ParsedArticle, str]]:
        """The file's articles that have to be written; the others are counted here."""
        many = file.path.suffix.lower() in ingest.MANY
        if not many and self._settled(file.id, file.source_digest):
            return
        loaded = ingest.read(file.path, file.id)
        self._note(loaded)
        for parsed in loaded.parsed:
            fingerprint = _fingerprint(parsed.article) if many else file.source_digest
            if not (many and self._settled(parsed.article.id, fingerprint)):
                yield parsed, fingerprint

    def _settled(self, id: str, source_digest: str) -> bool:
        """Whether the article needs nothing: it is there unchanged, or was removed by hand unchanged."""
        if self._withheld.get(id) == source_digest and not self._restoring:
            self._seen.add(id)
            self.skip(id, "you removed it; update the file itself to bring it back")
            return True
        known = self._known.get(id)
        if known is None or known.source_digest != source_digest:
            return False
        if not self._is_copy(id, known.digest):
            self._seen.add(id)
            self._count("unchanged")
        return True

    def _is_copy(self, id: str, digest: str) -> bool:
        """Whether another article of the folder has the same text; if so, this one is left out."""
        first = self._ids.setdefault(digest, id)
        if first != id:
            self.skip(id, f"already here: the same text as {first}")
        return first != id

    def _put(self, parsed: ingest.ParsedArticle, source_digest: str) -> None:
        article = parsed.article
        if parsed.incomplete:
            told = Failure(article.id, parsed.incomplete)
            self.changes = replace(self.changes, incomplete=(*self.changes.incomplete, told))
        if self._is_copy(article.id, article.digest):
            return
        self._seen.add(article.id)
        if article.id in self._withheld:
            self._writer.restore(article.id)
        moved = self._moved_from(article)
        if moved:
            self._writer.rename(moved, article, source_digest)
            del self._known[moved]
            self._count("renamed")
            return
        chunks = ingest.chunks(parsed.sentences, self._count_tokens)
        self._pipeline.put(article, chunks, source_digest)
        self._count("changed" if article.id in self._known else "added")

    def _moved_from(self, article: Article) -> str | None:
        """The id under which the same content stood: whatever has that name now is another article, or a copy."""
        if article.id in self._known:
            return None
        free = (id for id in sorted(self._known) if id not in self._seen)
        return next((id for id in free if self._known[id].digest == article.digest), None)

    def remove_missing(self) -> None:
        for id in sorted(self._known.keys() - self._seen):
            self._writer.remove(id)
            self._count("removed")

    def skip(self, id: str, reason: str) -> None:
        self.changes = replace(self.changes, skipped=(*self.changes.skipped, Failure(id, reason)))

    def _fail(self, failure: Failure) -> None:
        self.changes = replace(self.changes, failed=(*self.changes.failed, failure))

    def _count(self, field: str) -> None:
        self.changes = replace(self.changes, **{field: getattr(self.changes, field) + 1})


def _scope(source: Path) -> str:
    return f"{source.parent.name}/{source.name}" if source.is_file() else f"{source.name}/"


def _within(id: str, scope: str) -> bool:
    return id.startswith(scope) if scope.endswith("/") else _file_of(id) == scope


def _id(root: Path, path: Path) -> str:
    # Not `relative_to`, which takes longer for many thousand files than finding out that they are unchanged.
    return f"{root.name}/{path.as_posix()[len(root.as_posix()) :].lstrip('/')}"


def _file_of(id: str) -> str:
    """The id of the file an article stands in: some hold many, "<file>#<line, number or name>"."""
    inside = _INSIDE.match(id)
    return inside[1] if inside else id


def _fingerprint(article: Article) -> str:
    known = (article.title, article.published, article.author, article.publisher, article.url, article.language)
    return f"{INGEST_VERSION}:{sha256(repr((article.digest, *known)).encode('utf-8', 'surrogatepass')).hexdigest()}"
