"""BM25 against its formula, written out here; and queries that nobody should be able to break it with."""

from __future__ import annotations

import io
import math
import sqlite3
import tarfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.english.tokens import stem, terms
from rag.search import sparse
from rag.search.embedded import bm25, schema, snapshot
from rag.search.embedded.order import Order
from tests.search.made import NEWS, article, chunks, filled

K1, B = 1.2, 0.75
TITLES = {"news/oil.md": "Sakhalin oil moves on", "press/bear.txt": "A bear"}


def documents(texts: dict[str, str], titles: dict[str, str]) -> dict[tuple[str, int], list[str]]:
    """The stems of every chunk's title and body, by (article id, start)."""
    return {
        (id, chunk.start): terms(titles.get(id, id)) + terms(chunk.text)
        for id, text in texts.items()
        for chunk in chunks(article(id, text))
    }


def by_hand(held: dict[tuple[str, int], list[str]], stems: tuple[str, ...]) -> dict[tuple[str, int], float]:
    """Okapi BM25 as FTS5 defines it: k1 = 1.2, b = .75, idf = ln((N - n + .5) / (n + .5)) but at least 1e-6."""
    average = sum(map(len, held.values())) / len(held)
    scores = {}
    for place, document in held.items():
        counts, total = Counter(document), 0.0
        for wanted in stems:
            holding = sum(wanted in other for other in held.values())
            idf = math.log((len(held) - holding + 0.5) / (holding + 0.5)) if holding else 0.0
            weight = idf if idf > 0 else 1e-6
            times = counts[wanted]
            total += weight * times * (K1 + 1) / (times + K1 * (1 - B + B * len(document) / average))
        if any(wanted in counts for wanted in stems):
            scores[place] = total
    return scores


def by_postings(folder: Path, stems: tuple[str, ...]) -> dict[tuple[str, int], float]:
    with closing(schema.connect(folder)) as connection:
        where = {
            number: (bytes(id).decode(), start)
            for number, id, start in connection.execute(
                "SELECT c.number, a.id, s.start FROM chunks c JOIN articles a ON a.number = c.article "
                "JOIN sentences s ON s.article = a.number AND s.position = c.first"
            )
        }
        current = snapshot.snapshot(connection, folder, None)
    places, scores = current.words.best(stems, len(where))
    numbers = current.order.numbers[places].tolist()
    return {where[number]: score for number, score in zip(numbers, scores.tolist(), strict=True)}


@pytest.mark.parametrize(
    "query",
    ["decree on Sakhalin oil", "guarantees", "bear Kamchatka Lavrov", "oil oil oil", "the of and", "nothing here 2026"],
)
def test_scores_are_the_formulas(tmp_path: Path, query: str) -> None:
    filled(tmp_path, NEWS, TITLES).close()
    stems = sparse.query_terms(query)
    assert by_postings(tmp_path, stems) == pytest.approx(by_hand(documents(NEWS, TITLES), stems))


def test_scores_after_changes_are_those_of_what_is_left(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS, TITLES)
    with index.writer() as writer:
        writer.remove("news/talks.html")
        changed = article("press/bear.txt", "An oil bear. It walked on Sakhalin. Oil again. And again oil.", "A bear")
        writer.put(changed, chunks(changed), "new")
    left = {id: text for id, text in NEWS.items() if id != "news/talks.html"} | {changed.id: changed.text}
    stems = sparse.query_terms("decree on Sakhalin oil, guarantees")
    assert by_postings(tmp_path, stems) == pytest.approx(by_hand(documents(left, TITLES), stems))
    index.close()


def test_the_title_is_searched_with_every_chunk(tmp_path: Path) -> None:
    filled(tmp_path, NEWS, {"news/talks.html": "Quokka"}).close()
    assert {id for id, _ in by_postings(tmp_path, ("quokka",))} == {"news/talks.html"}
    assert len(by_postings(tmp_path, ("quokka",))) == 2


def fts5(documents: list[list[str]]) -> sqlite3.Connection:
    """SQLite's own search over these documents, whose tokenizer cuts our blanks and nothing else."""
    connection = sqlite3.connect(":memory:")
    connection.execute("""CREATE VIRTUAL TABLE terms USING fts5(body, tokenize = "ascii tokenchars '_.'''")""")
    rows = ((number, " ".join(document)) for number, document in enumerate(documents))
    connection.executemany("INSERT INTO terms (rowid, body) VALUES (?, ?)", rows)
    return connection


WORDS = ["oil", "decree", "o'neill", "3.5", "lavrov", "said", "said", "said", "said", "die", "die"]


@given(
    documents=st.lists(st.lists(st.sampled_from(WORDS), max_size=9), min_size=1, max_size=80),
    query=st.lists(st.sampled_from([*WORDS, "quokka"]), min_size=1, max_size=6, unique=True),
    k=st.integers(1, 90),
    split=st.integers(0, 80),
    gone=st.sets(st.integers(0, 79)),
)
@settings(max_examples=200, deadline=None)
def test_the_best_are_those_of_fts5_to_the_last_bit_and_what_cannot_be_among_them_is_not_looked_at(
    documents: list[list[str]], query: list[str], k: int, split: int, gone: set[int]
) -> None:
    """In one part and in two, with documents that are gone; every stem counts as common."""
    left = [place for place in range(len(documents)) if place not in gone]
    parts = [bm25.made(np.arange(len(documents))[part], documents[part]) for part in (slice(split), slice(split, None))]
    words = bm25.Words(tuple(parts), Order(np.array(left, np.int64), np.zeros((len(left), 4), np.int64)))
    before, bm25.COMMON = bm25.COMMON, 1000
    try:
        places, scores = words.best(query, k)
    finally:
        bm25.COMMON = before
    with closing(fts5([documents[place] for place in left])) as connection:
        total = np.zeros(len(left))
        for stem in query:
            statement = "SELECT rowid, -bm25(terms) FROM terms WHERE terms MATCH ?"
            for place, score in connection.execute(statement, (f'"{stem}"',)):
                total[place] += score
    right = [place for place in np.lexsort((np.arange(len(left)), -total)).tolist() if total[place]][:k]
    assert places.tolist() == right
    assert scores.tolist() == total[right].tolist()
    assert words.weigh(query, np.arange(len(left))).tolist() == total.tolist()


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=300, deadline=None)
def test_every_stem_is_found_as_it_is(text: str) -> None:
    """An apostrophe, a decimal point or a Greek letter stays."""
    document = sparse.document(text).split()
    part = bm25.made(np.arange(1), [document])
    found = {stem: part.of(stem)[1].tolist() for stem in document}
    assert found == {stem: [count] for stem, count in Counter(document).items()}
    assert document == terms(text)


def test_idf_is_positive_even_for_what_is_everywhere() -> None:
    weights = sparse.idf(["rare", "common", "absent"], {"rare": 1, "common": 9}, 9)
    assert weights["absent"] == pytest.approx(math.log(1 + 9.5 / 0.5))
    assert weights["rare"] == pytest.approx(math.log(1 + 8.5 / 1.5))
    assert 0 < weights["common"] < weights["rare"] < weights["absent"]


NASTY = [
    "", " ", "?", '"', '""', "'", "''", "*", "a*", "^a", "NEAR(a b, 3)", "NEAR", "AND", "OR", "NOT", "a AND", "- -x",
    "+",
    "body: lavrov", "title:lavrov", "{title body}: x", "(", ")", "((((", "col : val", "lavrov OR", "\x00", "lav\x00rov",
    "\ud800", "\udcff lavrov", "what did Lavrov say?", "Robert'); DROP TABLE chunks;--", "é" * 1000, "́́́", "‮lavrov",
    "o'neill's 3.5", "...", "3.", ".5", "_", "__init__", "’", "a’b", "🦘", "ﬁ", "İstanbul", "ß", "Ω" * 40,
    "1,000,000.00",
    "x" * 100_000, "lavrov " * 20_000, "\n\t\r\v\f", "\u2028", "%s%n{0}", "SELECT", "terms MATCH 'a'", "//",
    "\\", "\\\"",
]  # fmt: skip


@pytest.mark.parametrize("query", NASTY, ids=range(len(NASTY)))
def test_no_query_is_an_error(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "nasty"
    index = filled(folder, NEWS)
    found = index.retrieve(query, 3)
    assert len(found.hits) == 3
    assert found.unknown <= set(sparse.query_terms(found.query))
    index.close()


def test_the_list_of_naughty_strings_is_searched_without_error(tmp_path: Path, shared: Path) -> None:
    index, count = filled(tmp_path, NEWS), 0
    with tarfile.open(shared / "data" / "hostile.tar.gz") as packed:
        for member in packed.getmembers():
            if member.name.endswith("blns.txt"):
                content = packed.extractfile(member)
                for line in io.TextIOWrapper(content, "utf-8", "surrogateescape") if content else ():
                    assert len(index.search(line.rstrip("\n"), 2)) == 2
                    count += 1
    index.close()
    assert count >= 500


def test_a_page_pasted_into_the_question_asks_for_a_bounded_number_of_terms() -> None:
    assert len(sparse.query_terms(" ".join(f"word{number}" for number in range(5000)))) == sparse.QUERY_TERMS


def test_a_stem_is_asked_for_once_however_often_it_is_typed() -> None:
    assert sparse.query_terms("Sanctions, sanctioned, SANCTION") == (stem("sanctions"),)
