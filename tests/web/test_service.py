"""The library behind the page: there before it is ready, honest when it fails, and unharmed by what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from rag.errors import IndexBusy, IndexDamaged, LoadError
from rag.types import Answer, Article, Changes, Failure, Passage
from rag.web.causes import error_text
from rag.web.editing import GONE, MAX_FILE
from rag.web.reader import GONE_ARTICLE, view
from rag.web.service import NotReady, Service
from rag.web.translation import speaking

from .fake import FakeLibrary, opener, ready
from .plain import Reading

WAIT = 180

BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge. The band played.", "Bridge")


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([BRIDGE])


class SlowLibrary(FakeLibrary):
    """Stands still in the middle of an update until told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go = Event(), Event()

    def update(self, source: Path, progress: Any = None) -> Any:
        progress(1, 3, "b.txt")
        self.reached.set()
        self.go.wait(WAIT)
        return super().update(source, progress)


def test_it_says_how_far_it_is_and_then_how_much_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One fact.")
    library = SlowLibrary()
    service = Service(tmp_path, tmp_path, opener(library))
    assert service.status.text == "Preparing the articles…"
    service.prepare()
    assert library.reached.wait(WAIT)
    assert (service.status.state, service.status.text) == ("preparing", "Preparing the articles… 1 of 3")
    assert service.examples() == ()
    library.go.set()
    assert service.ready() is library
    assert (service.status.state, service.status.count) == ("ready", 1)
    assert service.status.text == "1 article. Every sentence links to its source."
    assert service.examples()


def test_a_failure_is_said_and_preparing_can_be_tried_again(tmp_path: Path, library: FakeLibrary) -> None:
    answers: Iterator[Any] = iter(
        [IndexDamaged("The index is damaged; delete it."), ZeroDivisionError("secret"), library]
    )

    def open_library(folder: Path) -> Any:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    service = Service(tmp_path, None, open_library)
    for reason in ("The index is damaged; delete it.", "Something went wrong; the log of the program says what."):
        service.prepare()
        with pytest.raises(NotReady, match=reason[:20]):
            service.ready()
        assert (service.status.state, service.status.reason) == ("failed", reason)
    service.prepare()
    assert service.ready() is library
    service.prepare()
    assert service.ready() is library


def test_an_index_that_somebody_else_updates_is_used_as_it_is(tmp_path: Path) -> None:
    class Busy(FakeLibrary):
        def update(self, source: Path, progress: Any = None) -> Any:
            raise IndexBusy("the index is being updated")

    for library, state in ((Busy([BRIDGE]), "ready"), (Busy(), "failed")):
        service = Service(tmp_path, tmp_path, opener(library))
        service.prepare()
        service.wait(WAIT)
        assert service.status.state == state


def test_an_upload_is_added_then_known_and_a_broken_one_refused(service: Service) -> None:
    data = b"The river rose. The town was safe."
    assert service.editing.add("river.txt", data).text == "added with 2 sentences"
    assert (service.editing.add("copy.txt", data).state, service.editing.add("copy.txt", data).text) == (
        "here",
        "already here (same content)",
    )
    assert service.editing.add("river.exe", data).state == "failed"
    assert service.editing.add("big.txt", b"x" * (MAX_FILE + 1)).text == "is larger than 10 MB"
    assert service.status.count == 2


def test_what_of_an_upload_was_not_read_is_said_in_the_language_of_the_page(tmp_path: Path) -> None:
    class Scanned(FakeLibrary):
        def add(self, name: str, data: bytes) -> Changes:
            unread = Failure(name, "no text on page 3; page 4 is broken")
            return replace(super().add(name, data), incomplete=(unread,))

    editing = ready(Scanned(), tmp_path).editing
    added = editing.add("a.txt", b"The mayor opened the bridge.")
    assert (added.state, added.text) == (
        "added",
        "added with 1 sentence; not all of it: no text on page 3; page 4 is broken",
    )
    with speaking("de"):
        added = editing.add("b.txt", b"The band played.")
    assert added.text == "hinzugefügt (1 Satz), aber nicht alles: kein Text auf Seite 3; Seite 4 ist beschädigt"


def test_a_text_that_is_pasted_is_an_article_and_an_address_is_fetched(service: Service, library: FakeLibrary) -> None:
    assert service.editing.add_text("  The <river> rose: a/../report\n\nThe town was safe.\n").state == "added"
    assert service.editing.add_text(" https://example.org/a?b=c ").state == "added"
    assert service.editing.add_text("https://example.org is an address.\nThis is none.").state == "added"
    assert {id: article.text for id, article in library.held.items() if id != BRIDGE.id} == {
        "uploads/The river rose a report.txt": "  The <river> rose: a/../report\n\nThe town was safe.\n",
        "uploads/25.txt": "It was found at https://example.org/a?b=c.",
        "uploads/https example org is an address.txt": "https://example.org is an address.\nThis is none.",
    }
    assert service.editing.add_text(" \n").text == "is empty"


def test_what_is_removed_can_be_put_back_by_whoever_removed_it(service: Service) -> None:
    editing = service.editing
    service.editing.add("river.txt", b"The river rose.")
    assert editing.undo("ann") == GONE
    assert editing.remove(["news/none.txt"], "ann") == ""
    assert service.status.count == 2
    assert editing.remove([BRIDGE.id, "uploads/river.txt"], "ann") == ""
    assert service.status.count == 0
    assert editing.undo("ben") == GONE
    assert editing.undo("ann") == ""
    assert service.status.count == 2
    assert editing.undo("ann") == GONE


def test_what_cannot_be_put_back_now_can_be_later(
    service: Service, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise IndexBusy("the index is being updated")

    editing = service.editing
    editing.remove([BRIDGE.id], "ann")
    with monkeypatch.context() as patched:
        patched.setattr(library, "restore", refuse)
        assert editing.undo("ann") == "the index is being updated"
    assert editing.undo("ann") == ""
    monkeypatch.setattr(library, "remove", refuse)
    assert editing.remove([BRIDGE.id], "ann") == "the index is being updated"


def test_what_is_known_of_an_article_is_edited_and_the_edits_undone(service: Service, library: FakeLibrary) -> None:
    assert service.editing.edit(BRIDGE.key, {"title": "The bridge", "publisher": "Daily"}) == ""
    assert "edited" in view(BRIDGE.ref, library)
    assert "In the source: " in view(BRIDGE.ref, library)
    assert service.editing.edit(BRIDGE.key, {"title": ""}) == "an article has a title; write one"
    assert service.editing.edit("0" * 16, {"title": "None"}) == GONE_ARTICLE
    assert service.editing.edit(BRIDGE.key, None) == ""
    assert library.articles == [BRIDGE]
    assert "edited" not in Reading(view(BRIDGE.ref, library)).text


def test_another_number_means_other_articles_whoever_changed_them(service: Service, library: FakeLibrary) -> None:
    first = service.status
    assert service.status.version == first.version
    library.remove(BRIDGE.id)  # behind the service's back, as `rag update` does
    library.add("river.txt", b"The river rose.")
    second = service.status
    assert second.count == first.count == 1
    assert second.version != first.version
    service.editing.add("band.txt", b"The band played.")
    assert service.status.count == 2


def test_feedback_is_one_json_line_each(service: Service, tmp_path: Path) -> None:
    answer = Answer("Who?", nearest=(Passage(BRIDGE, 0, 9),)).to_dict()
    service.keep_feedback("Who?\nReally \ud800?", answer, "helpful")
    service.keep_feedback("Who?", answer, "wrong source")
    lines = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == ["helpful", "wrong source"]
    assert lines[0].keys() == {"time", "question", "answer", "citations", "verdict"}
    assert lines[0]["time"].endswith("+00:00")


def test_feedback_that_cannot_be_kept_costs_nothing(library: FakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("This is no folder.")
    service = Service(tmp_path / "full", None, opener(library))
    service.keep_feedback("Who?", Answer("Who?").to_dict(), "helpful")
    assert (tmp_path / "full").read_text() == "This is no folder."


def test_causes_are_told_in_plain_words_and_insides_are_not() -> None:
    assert error_text(LoadError("a.txt", "is empty")) == "is empty"
    assert error_text(ValueError("the question is empty")) == "the question is empty"
    assert error_text(OSError(28, "No space left on device", "/secret/path")) == "No space left on device"
    assert error_text(OSError("the disk of index is full; the article being written was not stored")).startswith(
        "the disk"
    )
    assert "secret" not in error_text(KeyError("secret"))
