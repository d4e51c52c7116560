"""The program killed, and its disk filled, at random moments. `make torture` does it five hundred times."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from rag import Library
from tests.fakes import HashEncoder
from tests.torture import OPERATIONS, torture


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL and limits the size of files")
def test_whatever_is_killed_loses_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    ends = torture(tmp_path, 15, seed=11)
    assert {end.partition(":")[0] for end in ends} == set(OPERATIONS)
    assert sum(count for end, count in ends.items() if end.endswith("killed")) >= 2
    assert ends["full disk: said why"] >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="files of names that Windows cannot have")
def test_files_of_every_kind_are_read_or_told_and_stop_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    text = "The ferry of Orsk sank on Monday, and all of its eleven passengers were saved by a barge."
    names = [
        "line\nbreak.txt",
        "ferry 🚢.txt",
        "\u202egnp.txt",
        "<script>alert(1)</script>.txt",
        "a'b\"c;d`e$(f).txt",
        "-rf.txt",
    ]
    for number, name in enumerate(names):
        (folder / name.replace("/", "∕")).write_text(f"{text} It was its journey number {number}.", encoding="utf-8")
    os.mkfifo(folder / "fifo.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "folder.txt").mkdir()
    (folder / "out").symlink_to(tmp_path)
    (folder / "circle").symlink_to(folder)
    (folder / "bomb.md").write_text(
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9))
        + f"---\n{text} It was written down by a clerk.",
        encoding="utf-8",
    )
    (folder / "deep.jsonl").write_text("[" * 100_000, encoding="utf-8")
    (folder / "one line.txt").write_text(
        " ".join(f"Barge {n} left Orsk at dawn." for n in range(3000)), encoding="utf-8"
    )
    with closing(Library(tmp_path / "index", encoder=HashEncoder())) as library:
        changes = library.update(folder)
        ids = {article.id for article in library.articles}
        assert {f"news/{name.replace('/', '∕')}" for name in names} | {"news/one line.txt", "news/bomb.md"} == ids
        assert {failure.source for failure in changes.failed} == {"news/deep.jsonl#1"}
        assert {failure.source for failure in changes.skipped} == {
            "news/fifo.txt",
            "news/device.txt",
            "news/out",
            "news/circle",
        }
        found = library.search("Which barge left Orsk at dawn?", 3)
        assert all(hit.chunk.article.text[s.start : s.end] == s.text for hit in found for s in hit.chunk.sentences)
