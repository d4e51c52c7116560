"""An index that grew, changed and shrank in any order answers like one that was made at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rag.search import Index
from rag.search.embedded import schema
from rag.types import Article
from tests.fakes import HashEncoder
from tests.search.made import chunks, seen

IDS = st.sampled_from(
    [f"{folder}/{name}" for folder in ("news", "press", "Ärger") for name in ("a.txt", "b.md", "c#1")]
)
SENTENCES = st.sampled_from(
    [
        "Lavrov spoke in Anchorage.",
        "Lavrov spoke again.",
        "The decree on Sakhalin was extended.",
        "ExxonMobil left.",
        "Sanctions hurt oil and oil prices.",
        "Zelensky wanted guarantees.",
        "Nobody signed.",
        "О чём говорил Лавров.",
        "The the the.",
    ]
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join)
TITLES = st.sampled_from(["Untitled", "Sakhalin", "The decree", "Anchorage, Anchorage"])
QUERIES = ("Lavrof in Anchorage", "oil decree of Sakalin", "guarantees", "Untitled", "untilted prices", "")


class History(RuleBasedStateMachine):
    """Whatever is done to an index is done to a plain dict too; both must then answer alike."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.index = Index(self.folder / "grown", HashEncoder())
        with self.index.writer():
            pass
        self.model: dict[str, Article] = {}

    @rule(id=IDS, text=TEXTS, title=TITLES, published=st.sampled_from([None, "2026"]))
    def put(self, id: str, text: str, title: str, published: str | None) -> None:
        article = Article(id=id, text=text, title=title, published=published)
        with self.index.writer() as writer:
            writer.put(article, chunks(article), text)
        self.model[id] = article

    @rule(old=IDS, new=IDS, title=TITLES)
    def rename(self, old: str, new: str, title: str) -> None:
        if old in self.model:
            article = replace(self.model.pop(old), id=new, title=title)
            with self.index.writer() as writer:
                writer.rename(old, article, article.text)
            self.model[new] = article

    @rule(id=IDS)
    def remove(self, id: str) -> None:
        with self.index.writer() as writer:
            assert writer.remove(id) == (id in self.model)
        self.model.pop(id, None)

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = Index(self.folder / "grown", HashEncoder())

    @rule()
    def lose_the_cache(self) -> None:
        for file in ("vectors.faiss", "postings.bm25"):
            (self.folder / "grown" / file).unlink(missing_ok=True)

    @invariant()
    def answers_like_one_made_at_once(self) -> None:
        rmtree(self.folder / "fresh", ignore_errors=True)
        with Index(self.folder / "fresh", HashEncoder()) as fresh:
            with fresh.writer() as writer:
                for id in sorted(self.model):
                    writer.put(self.model[id], chunks(self.model[id]), self.model[id].text)
            for query in QUERIES:
                for k in (1, 3, 100):
                    assert seen(self.index.retrieve(query, k)) == seen(fresh.retrieve(query, k))
            assert self.index.articles() == fresh.articles()
        assert counts(self.folder / "grown") == counts(self.folder / "fresh")

    def teardown(self) -> None:
        self.index.close()
        rmtree(self.folder)


def counts(folder: Path) -> list[list[tuple[object, ...]]]:
    """Every table that is a sum over articles."""
    connection = schema.connect(folder)
    try:
        return [
            connection.execute(statement).fetchall()
            for statement in (
                "SELECT * FROM stems ORDER BY 1",
                "SELECT * FROM words ORDER BY 1",
                "SELECT title, body, words FROM terms ORDER BY 1, 2, 3",
                "SELECT count(*) FROM sentences",
                "SELECT count(*) FROM vectors",
            )
        ]
    finally:
        connection.close()


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)


def test_a_new_title_is_found_and_the_old_one_is_not() -> None:
    state = History()
    state.put(id="news/a.txt", published=None, text="Lavrov spoke in Anchorage.", title="Sakhalin")
    state.answers_like_one_made_at_once()
    state.rename(old="news/a.txt", new="news/a.txt", title="Untitled")
    state.answers_like_one_made_at_once()
    state.teardown()
