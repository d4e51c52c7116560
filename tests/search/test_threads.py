"""Many readers and one writer at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from rag.search import Index, RetrievalResult
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen

QUERIES = ("Who met in Anchorage?", "Sakalin oil decree", "guarantees for Zelenskyy", "a bear", "")


def test_many_threads_get_what_one_gets(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    right = {query: seen(index.retrieve(query, 4)) for query in QUERIES}
    index.close()
    fresh = Index(tmp_path, HashEncoder())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: (query, seen(fresh.retrieve(query, 4))), QUERIES * 40))
    assert all(right[query] == got for query, got in found)
    fresh.close()


def generation_shown(found: RetrievalResult) -> int:
    """Which version of the changing articles is seen; all of them must be of one."""
    versions = {
        hit.chunk.article.text.split()[1].rstrip(".") for hit in found.hits if hit.chunk.article.id.startswith("v/")
    }
    for vectors, hit in zip(found.sentence_vectors, found.hits, strict=True):
        assert len(vectors) == len(hit.chunk.sentences)
    for hit in found.hits:
        assert set(hit.chunk.sentences) <= set(found.sentences[hit.chunk.article.id])
    assert len(versions) == 1, versions
    return int(versions.pop())


def test_readers_see_whole_articles_while_one_is_rewritten(tmp_path: Path) -> None:
    """A reader sees the article before a change or after it: never both, never neither, never other vectors."""
    index = filled(tmp_path, NEWS)
    stop = Event()

    def write(version: int) -> None:
        # From another Index, as another process would.
        with Index(tmp_path, HashEncoder()) as other, other.writer() as writer:
            made = article(
                "v/one.txt", " ".join(f"Version {version}. Walrus number {n}." for n in range(version % 5 + 1))
            )
            writer.put(made, chunks(made), str(version))

    def read() -> list[int]:
        shown = []
        while not stop.is_set():
            shown.append(generation_shown(index.retrieve("walrus version", 20)))
        return shown

    write(0)
    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for version in range(1, 40):
            write(version)
        stop.set()
        seen_versions = [reader.result(timeout=300) for reader in readers]
    for shown in seen_versions:
        assert shown == sorted(shown), "a reader went back in time"
    assert generation_shown(index.retrieve("walrus version", 20)) == 39
    index.close()
