"""Changing the index: articles moved, withheld and refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.search import Index
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled


def test_an_error_while_writing_lets_the_next_writer_in(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)

    def fail() -> None:
        with index.writer() as writer:
            writer.remove("news/oil.md")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with index.writer() as writer:
        assert len(writer.versions()) == len(NEWS) - 1
    index.close()


def test_what_was_removed_by_hand_is_remembered_until_restored(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    with index.writer() as writer:
        writer.withhold("news/oil.md", "digest")
        assert "news/oil.md" not in writer.versions()
        assert writer.withheld() == {"news/oil.md": "digest"}
        writer.withhold("news/oil.md", "other")
        assert writer.withheld() == {"news/oil.md": "other"}
        writer.restore("news/oil.md")
        assert writer.withheld() == {}
    index.close()


def test_small_texts_are_kept_beside_the_articles(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    with index.writer() as writer:
        writer.set_meta("examples", "[1]")
        writer.set_meta("examples", "[2]")
        with pytest.raises(ValueError, match="own"):
            writer.set_meta("generation", "0")
    assert index.meta("examples") == "[2]"
    assert index.meta("nothing") is None
    index.close()


def test_a_moved_article_is_not_embedded_again_and_found_under_its_new_name(tmp_path: Path) -> None:
    encoder = HashEncoder()
    index = Index(tmp_path, encoder)
    old = article("old/bear.txt", NEWS["press/bear.txt"], "Old title")
    new = article("new/bear.txt", NEWS["press/bear.txt"], "Kodiak")
    with index.writer() as writer:
        writer.put(old, chunks(old), "1")
        encoder.encoded.clear()
        writer.rename(old.id, new, "2")
        assert encoder.encoded == []
        assert writer.versions().keys() == {new.id}
        with pytest.raises(KeyError):
            writer.rename(old.id, new, "2")
        with pytest.raises(ValueError, match="does not have the text"):
            writer.rename(new.id, article("new/bear.txt", "Other words."), "2")
    assert index.article(old.key) is None
    found = index.retrieve("kodiak old", 1)
    assert found.hits[0].chunk.article == new
    assert found.unknown == {"old"}
    index.close()


def test_chunks_of_another_article_or_out_of_order_are_refused(tmp_path: Path) -> None:
    made, other = article("a/a", "One. Two. Three."), article("a/b", "One. Two. Three.")
    index = filled(tmp_path, {})
    with index.writer() as writer:
        with pytest.raises(ValueError, match="another article"):
            writer.put(made, chunks(other), "")
        with pytest.raises(ValueError, match="out of order"):
            writer.put(made, list(reversed(chunks(made))), "")
        assert writer.versions() == {}
    index.close()


class Broken(HashEncoder):
    """Gives one vector that is not a number."""

    def encode(self, texts: object) -> np.ndarray:  # type: ignore[override, type-arg]
        rows = super().encode(texts)  # type: ignore[arg-type]
        rows[-1, 0] = np.nan
        return rows


def test_a_vector_that_is_not_a_number_is_never_stored(tmp_path: Path) -> None:
    index = Index(tmp_path, Broken())
    made = article("a/a", "One. Two.")
    with index.writer() as writer:
        with pytest.raises(ValueError, match="not finite"):
            writer.put(made, chunks(made), "")
        assert writer.versions() == {}
    index.close()
