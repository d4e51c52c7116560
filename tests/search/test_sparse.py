"""BM25 against its formula, written out here; and queries that nobody should be able to break it with."""

from __future__ import annotations

import io
import math
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.english.tokens import stem, terms
from rag.search import sparse
from rag.search.embedded import bm25, dense, schema
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


def by_fts5(folder: Path, stems: tuple[str, ...]) -> dict[tuple[str, int], float]:
    connection = schema.connect(folder)
    where = {
        number: (bytes(id).decode(), start)
        for number, id, start in connection.execute(
            "SELECT c.number, a.id, s.start FROM chunks c JOIN articles a ON a.number = c.article "
            "JOIN sentences s ON s.article = a.number AND s.position = c.first"
        )
    }
    current = dense.snapshot(connection, folder, None)
    totals = [current.term_scores.total(connection, stems, len(current.numbers)).tolist() for _ in range(2)]
    connection.close()
    assert totals[0] == totals[1], "what is remembered is not what was read"
    return {where[number]: score for number, score in zip(current.numbers.tolist(), totals[0], strict=True) if score}


@pytest.mark.parametrize(
    "query",
    ["decree on Sakhalin oil", "guarantees", "bear Kamchatka Lavrov", "oil oil oil", "the of and", "nothing here 2026"],
)
def test_scores_are_the_formulas(tmp_path: Path, query: str) -> None:
    filled(tmp_path, NEWS, TITLES).close()
    stems = sparse.query_terms(query)
    assert by_fts5(tmp_path, stems) == pytest.approx(by_hand(documents(NEWS, TITLES), stems))


def test_scores_after_changes_are_those_of_what_is_left(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS, TITLES)
    with index.writer() as writer:
        writer.remove("news/talks.html")
        changed = article("press/bear.txt", "An oil bear. It walked on Sakhalin. Oil again. And again oil.", "A bear")
        writer.put(changed, chunks(changed), "new")
    left = {id: text for id, text in NEWS.items() if id != "news/talks.html"} | {changed.id: changed.text}
    stems = sparse.query_terms("decree on Sakhalin oil, guarantees")
    assert by_fts5(tmp_path, stems) == pytest.approx(by_hand(documents(left, TITLES), stems))
    index.close()


def test_the_title_is_searched_with_every_chunk(tmp_path: Path) -> None:
    filled(tmp_path, NEWS, {"news/talks.html": "Quokka"}).close()
    assert {id for id, _ in by_fts5(tmp_path, ("quokka",))} == {"news/talks.html"}
    assert len(by_fts5(tmp_path, ("quokka",))) == 2


def test_stems_one_by_one_add_up_to_what_fts5_says_to_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there is room for few: what is forgotten is read again."""
    monkeypatch.setattr(bm25, "REMEMBERED", 4)
    filled(tmp_path, NEWS, TITLES).close()
    connection = schema.connect(tmp_path)
    current = dense.snapshot(connection, tmp_path, None)
    for query in (
        "decree on Sakhalin oil",
        "guarantees for Lavrov",
        "oil",
        "decree on Sakhalin oil",
        "o'neill 3.5 \" *",
    ):
        stems = sparse.query_terms(query)
        match = " OR ".join('"' + stem.replace('"', '""') + '"' for stem in stems)
        rows = connection.execute("SELECT rowid, -bm25(terms, 1.0, 1.0) FROM terms WHERE terms MATCH ?", (match,))
        found = zip(
            current.numbers.tolist(), current.term_scores.total(connection, stems, len(current.numbers)), strict=True
        )
        assert {number: score for number, score in found if score} == pytest.approx(dict(rows.fetchall()), rel=1e-12)
    connection.close()


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=300, deadline=None)
def test_fts5_keeps_every_stem_as_it_is(text: str) -> None:
    """The tokenizer must cut our blanks and nothing else: an apostrophe, a decimal point or a Greek letter stays."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("""CREATE VIRTUAL TABLE t USING fts5(body, tokenize = "ascii tokenchars '_.'''")""")
    connection.execute("INSERT INTO t VALUES (?)", (sparse.document(text),))
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
    kept = {term for (term,) in connection.execute("SELECT term FROM v")}
    connection.close()
    assert kept == set(terms(text))


def test_the_tested_tokenizer_is_the_indexs_own(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    connection = schema.connect(tmp_path)
    (made,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'terms'").fetchone()
    connection.close()
    assert """tokenize = "ascii tokenchars '_.'''""" in made


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
