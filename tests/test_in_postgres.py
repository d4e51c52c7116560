"""The whole program over an index in Postgres, held against the same over one in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rag.places as places
from rag.errors import IndexMissing
from rag.library import Library
from rag.opening import opened
from rag.types import Turn, Where
from rag.web.service import Service
from tests.command import run, settle
from tests.fakes import HashEncoder
from tests.postgres import fresh
from tests.search.made import NEWS

SAMPLES = Path(__file__).parents[1] / "articles"
QUESTIONS = (
    "What did Lavrov accuse the US of?",
    "Who is Kirill Dmitriev?",
    "What are the main points of the articles?",
    "What guarantees does Zelenskyy ask for?",
    "Who won the world cup of cheese?",
)
HISTORY = [Turn("Who is Kirill Dmitriev?", "Dmitriev is an envoy.[1]")]


@pytest.fixture
def address(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return fresh(postgres)


def answers(library: Library) -> list[str]:
    """All that is answered, as it goes out to others."""
    found = [library.ask(question).to_dict() for question in QUESTIONS]
    found.append(library.ask("Where did he meet Witkoff?", HISTORY).to_dict())
    hits = [hit.to_dict() for hit in library.search("sanctions on oil", 9)]
    return [json.dumps(one, sort_keys=True) for one in (*found, hits, library.examples, library.near_copies)]


def test_the_sample_articles_answer_in_the_same_bytes(address: str, tmp_path: Path) -> None:
    told: list[list[str]] = []
    for place in (address, tmp_path / "index"):
        library = Library(place, encoder=HashEncoder())
        assert library.update(SAMPLES).added == len(list(SAMPLES.iterdir()))
        told.append(answers(library))
        told[-1] += [json.dumps(library.check("Lavrov met Witkoff in Miami. Oil fell.").to_dict(), sort_keys=True)]
        told[-1] += [json.dumps(library.ask(QUESTIONS[0], where=Where(since="2026")).to_dict(), sort_keys=True)]
        library.close()
    assert told[0] == told[1]
    assert any('"answered": true' in one for one in told[0])


def test_what_is_done_by_hand_is_done_alike(address: str, tmp_path: Path) -> None:
    def work(place: str | Path) -> list[object]:
        library = Library(place, encoder=HashEncoder())
        seen: list[object] = []
        steps: tuple[Callable[[], Any], ...] = (
            lambda: library.articles,
            lambda: library.add("bear.txt", b"The bear of Kamchatka slept. Nobody was hurt."),
            lambda: library.edit("uploads/bear.txt", {"title": "A bear", "published": "2026-02"}),
            lambda: library.edited,
            lambda: library.add("again.txt", b"The bear of Kamchatka slept. Nobody was hurt."),
            lambda: removed.append(library.remove("uploads/bear.txt")),
            lambda: library.restore(removed[0]),
            lambda: library.update(articles),
            lambda: library.remove("news/press-bear.txt").articles,
            lambda: library.update(articles),
            lambda: library.update(articles / "press-bear.txt"),
        )
        removed: list[Any] = []
        for step in steps:
            seen += [step(), library.articles, library.added, library.generation]
        seen.append(sorted(path.name for path in (library.folder / "uploads").iterdir()))
        library.close()
        return seen

    articles = tmp_path / "news"
    articles.mkdir()
    for name, text in NEWS.items():
        (articles / name.replace("/", "-")).write_text(text, encoding="utf-8")
    assert work(address) == work(tmp_path / "index")
    assert (tmp_path / places.folder(address) / "uploads" / "bear.txt").is_file()


def test_the_commands_print_the_same(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = settle(tmp_path, monkeypatch)
    for name, text in NEWS.items():
        (articles / name.replace("/", "-")).write_text(text, encoding="utf-8")
    commands = (
        ("update", "news"),
        ("articles", "--json"),
        ("ask", "Who met in Anchorage?"),
        ("ask", "Who met in Anchorage?", "--only", "news/news-oil.md"),
        ("search", "decree", "--json"),
        ("remove", "news/news-oil.md"),
        ("articles",),
    )
    for command in commands:
        found = run(*command, "--index", address)
        assert found == run(*command, "--index", "index")
        assert "postgres:postgres" not in "".join(map(str, found))


def test_where_nothing_was_indexed_the_command_is_told_without_the_password(address: str) -> None:
    with pytest.raises(IndexMissing, match=r"postgresql://postgres:\*\*\*@") as raised:
        opened(address, None)
    assert ":postgres@" not in str(raised.value)


def test_conversations_and_verdicts_lie_in_the_folder_beside(address: str, tmp_path: Path) -> None:
    service = Service(address, None)
    service.keep_feedback("Who?", {"text": "", "citations": []}, "wrong")
    assert [path.name for path in (tmp_path / places.folder(address)).iterdir()] == ["feedback.jsonl"]
