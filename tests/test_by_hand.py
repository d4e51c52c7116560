"""What is done to articles by hand: removed and put back, and what is known of them edited, never their text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.errors import LoadError
from rag.library import Library
from rag.search.edits import FILE
from tests.fakes import HashEncoder

MAYOR = (
    "---\ntitle: The bridge\ndate: 2026-03-04\nauthor: Ann\n---\n\nThe mayor opened the bridge. He spoke of steel.\n"
)
BAND = "The band played\n\nThe band Brassica played at the bridge. Nobody danced.\n"
ID = "news/mayor.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "mayor.md").write_text(MAYOR)
    (folder / "band.txt").write_text(BAND)
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    library = Library(tmp_path / "index", encoder=HashEncoder())
    assert library.update(folder).added == 2
    return library


def known(library: Library, id: str = ID) -> dict[str, Any]:
    (article,) = (article for article in library.articles if article.id == id)
    return {name: getattr(article, name) for name in ("title", "published", "author", "publisher", "url", "text")}


def state(library: Library) -> Any:
    """All that a library tells of its articles, and what it finds."""
    articles = library.articles
    sentences = [library.sentences(article) for article in articles]
    hits = [hit.to_dict() for hit in library.search("Who played at the bridge?", 5)]
    return articles, sentences, hits, library.edited, library.near_copies, library.examples


def test_facts_are_edited_apart_from_the_text_and_told_of(library: Library) -> None:
    before, facts = known(library), {"title": "  A  bridge ", "published": "5 March 2026", "publisher": "Daily"}
    library.edit(ID, facts)
    assert known(library) == before | {"title": "A bridge", "published": "2026-03-05", "publisher": "Daily"}
    assert library.edited == {ID: {"title": "The bridge", "published": "2026-03-04", "publisher": None}}
    answer = library.ask("Who opened the bridge?")
    assert [passage.article.title for passage in answer.citations] == ["A bridge"]


def test_given_as_the_source_has_them_they_are_edited_no_longer(library: Library) -> None:
    before = state(library)
    library.edit(ID, {"title": "A bridge", "author": None})
    library.edit(ID, {"author": "Ann"})
    assert library.edited == {ID: {"title": "The bridge"}}
    library.edit(ID, library.edited[ID])
    assert state(library) == before


def test_edits_outlive_an_update_a_move_and_a_new_index(library: Library, folder: Path, tmp_path: Path) -> None:
    library.edit(ID, {"title": "A bridge"})
    (folder / "mayor.md").write_text(MAYOR.replace("of steel", "of iron"))
    assert library.update(folder).changed == 1
    assert (known(library)["title"], "of iron" in known(library)["text"]) == ("A bridge", True)
    (folder / "mayor.md").rename(folder / "opening.md")
    assert library.update(folder).renamed == 1
    assert known(library, "news/opening.md")["title"] == "A bridge"
    assert library.edited == {"news/opening.md": {"title": "The bridge"}}
    library.close()
    (tmp_path / "index" / "index.sqlite").unlink()
    again = Library(tmp_path / "index", encoder=HashEncoder())
    again.update(folder)
    assert known(again, "news/opening.md")["title"] == "A bridge"


def test_a_source_that_says_so_itself_by_now_is_no_longer_edited(library: Library, folder: Path) -> None:
    library.edit(ID, {"title": "A bridge"})
    (folder / "mayor.md").write_text(MAYOR.replace("The bridge", "A bridge", 1))
    library.update(folder)
    assert (known(library)["title"], library.edited) == ("A bridge", {})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": "  "}, "has a title"),
        ({"published": "soon"}, "no date"),
        ({"published": "--02-10"}, "no date"),
        ({"published": "2026-02-31"}, "no date"),
        ({"url": "javascript:alert(1)"}, "no address"),
        ({"author": "x" * 501}, "at most 500"),
        ({"text": "Other words."}, "no 'text'"),
        ({"digest": "0"}, "no 'digest'"),
    ],
)
def test_what_is_no_such_fact_changes_nothing(library: Library, facts: dict[str, str | None], said: str) -> None:
    before = state(library)
    with pytest.raises(ValueError, match=said):
        library.edit(ID, {"publisher": "Daily", **facts})
    with pytest.raises(LoadError):
        library.edit("news/none.md", {"title": "None"})
    assert state(library) == before


def test_edits_that_cannot_be_read_are_not_written_over(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "index" / FILE
    for data in ("{", '{"a": 1}', '["a"]', '{"a": {"title": 3}}'):
        file.write_text(data)
        with pytest.raises(LoadError, match="mend it, or delete it"):
            library.edit(ID, {"title": "A bridge"})
        assert file.read_text() == data


def test_what_was_removed_comes_back_as_it_was(library: Library, folder: Path, tmp_path: Path) -> None:
    library.add("river.txt", b"The river rose in June. The town was safe.")
    library.edit(ID, {"title": "A bridge"})
    library.edit("uploads/river.txt", {"publisher": "Daily"})
    before, upload = state(library), tmp_path / "index" / "uploads" / "river.txt"
    removed = library.remove("uploads/river.txt", ID)
    assert [article.title for article in removed.articles] == ["The river rose in June", "A bridge"]
    assert [article.id for article in library.articles] == ["news/band.txt"]
    assert not upload.exists()
    assert library.update(folder).added == 0
    library.restore(removed)
    assert state(library) == before
    assert upload.exists()
    assert library.update(folder).unchanged == 2


def test_what_has_come_back_by_itself_is_left_as_it_is(library: Library, folder: Path) -> None:
    library.add("river.txt", b"The river rose in June.")
    removed = library.remove("uploads/river.txt", ID)
    library.add("river.txt", b"The river fell in July.")
    library.update(folder / "mayor.md")
    before = state(library)
    library.restore(removed)
    assert state(library) == before


def test_of_several_none_is_removed_where_one_is_unknown(library: Library) -> None:
    before = state(library)
    with pytest.raises(LoadError):
        library.remove(ID, "news/none.md")
    assert state(library) == before


def test_a_new_file_of_an_old_name_is_not_edited(library: Library) -> None:
    library.add("river.txt", b"The river rose in June.")
    library.edit("uploads/river.txt", {"title": "June"})
    library.remove("uploads/river.txt")
    library.add("river.txt", b"The river fell in July.")
    assert known(library, "uploads/river.txt")["title"] != "June"
    assert library.edited == {}
