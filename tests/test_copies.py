"""Which articles are much like others, as an update finds it out with what is kept from the one before."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import rag.english.shingles as shingles
from rag import Library
from tests.fakes import HashEncoder

STORY = (
    "The ferry to Visby ran aground on Tuesday night with 212 people on board. Nobody was hurt, the coast guard said. "
    "Divers looked for a leak until the morning and found none. The captain had reported a fault in the steering."
)
OTHER = " ".join(f"Barge {number} of Orsk left the harbour with {number + 40} crates of pears." for number in range(20))
DAMAGES: dict[str, Callable[[Path], object]] = {
    "sound": lambda path: None,
    "missing": lambda path: path.unlink(),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_they_are_those_of_an_index_made_at_once_whatever_happened_to_the_file(tmp_path: Path, name: str) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for file, text in {"a": STORY, "b": OTHER, "c": f"{STORY} It was the third.", "d": OTHER[::-1]}.items():
        (folder / f"{file}.txt").write_text(text, encoding="utf-8")
    with closing(Library(index, encoder=HashEncoder())) as library:
        library.update(folder)
        assert library.near_copies == {"news/c.txt": "news/a.txt"}
        DAMAGES[name](index / "copies.runs")
        (folder / "a.txt").unlink()
        (folder / "d.txt").write_text(f"{OTHER} And one more.", encoding="utf-8")
        (folder / "e.txt").write_text(f"{STORY} It was the fourth.", encoding="utf-8")
        library.update(folder)
        grown = library.near_copies
    with closing(Library(tmp_path / "fresh", encoder=HashEncoder())) as fresh:
        fresh.update(folder)
        assert grown == fresh.near_copies == {"news/d.txt": "news/b.txt", "news/e.txt": "news/c.txt"}


def test_only_changed_articles_are_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, asked, sample = tmp_path / "news", list[str](), shingles.sample
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"{STORY} It was number {number}.", encoding="utf-8")
    with closing(Library(tmp_path / "index", encoder=HashEncoder())) as library:
        library.update(folder)
        monkeypatch.setattr(shingles, "sample", lambda text: asked.append(text) or sample(text))
        (folder / "3.txt").write_text(OTHER, encoding="utf-8")
        library.update(folder)
        assert asked == [OTHER]
        assert set(library.near_copies) == {"news/1.txt", "news/2.txt", "news/4.txt"}


def test_where_all_articles_are_gone_the_next_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    with closing(Library(tmp_path / "index", encoder=HashEncoder())) as library:
        for texts in ([STORY], [], [], [STORY, f"{STORY} It was the third."]):
            for old in folder.iterdir():
                old.unlink()
            for number, text in enumerate(texts):
                (folder / f"{number}.txt").write_text(text, encoding="utf-8")
            library.update(folder)
            assert library.near_copies == ({"news/1.txt": "news/0.txt"} if len(texts) == 2 else {})
