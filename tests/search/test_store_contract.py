"""What every store does, held against brute force; each test runs over each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.english.tokens import terms
from rag.errors import IndexBusy, IndexMismatch, IndexMissing
from rag.search import Index
from rag.search.edits import Edit
from rag.search.encoding import ChunkEncoder
from rag.search.exact import DIGITS
from rag.search.spelling import forms
from rag.search.store import Found, State
from rag.types import Article, Chunk, Passage
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen
from tests.search.test_sparse import by_hand, documents

Place = Path | str
TEXTS = NEWS | {f"wire/{day}": f"Oil fell on day {day % 3}. Lavrov said oil fell again. Oil." for day in range(30)}
TITLES = {"news/oil.md": "Sakhalin oil moves on", "wire/4": "Oil oil oil"}
WORDS = (
    "decree on Sakhalin oil",
    "Lavrov",
    "bear Kamchatka",
    "oil",
    "the of and",
    "quokka",
    "day oil fell Lavrov said",
)
CHOICES = (None, frozenset({"wire/7", "news/oil.md", "nowhere"}), frozenset(NEWS), frozenset[str]())
CHOSEN = pytest.mark.parametrize("where", CHOICES, ids=["all", "some and one that is not there", "many", "none"])


@pytest.fixture
def index(place: Place) -> Iterator[Index]:
    with filled(place, TEXTS, TITLES) as made:
        yield made


def placed(state: State, found: Found) -> list[tuple[str, int]]:
    """The id of the article and the number of the first sentence of each chunk, in the order found."""
    held = state.get(found.chunks)
    where = {
        number: (state.load(article).article.id, first)
        for number, (article, _, first, _) in zip(held.numbers.tolist(), held.spans.tolist(), strict=True)
    }
    return [where[number] for number in found.chunks.tolist()]


def held() -> dict[tuple[str, int], Chunk]:
    """All chunks, by the id of the article and the number of the first sentence."""
    made = [(id, chunks(article(id, text, TITLES.get(id, "")))) for id, text in TEXTS.items()]
    return {(id, 2 * place): chunk for id, found in made for place, chunk in enumerate(found)}


def nearest(vector: np.ndarray, where: frozenset[str] | None) -> list[tuple[float, tuple[str, int]]]:  # type: ignore[type-arg]
    """Every chunk by brute force."""
    found = []
    for place, chunk in held().items():
        if where is None or place[0] in where:
            ((own, _),) = ChunkEncoder(HashEncoder()).encode([[chunk]])
            found.append((-round(float(own[0].astype(float) @ vector.astype(float)), DIGITS), place))
    return sorted(found)


@CHOSEN
def test_the_nearest_are_those_of_brute_force(index: Index, where: frozenset[str] | None) -> None:
    with index.store.reading(where) as state:
        for query in (*WORDS, ""):
            (vector,) = HashEncoder().encode([query])
            right = nearest(vector, where)
            for k in (1, 5, 31, 1000):
                found = state.dense(vector, k)
                assert placed(state, found) == [place for _, place in right[:k]]
                assert found.scores.tolist() == [-product for product, _ in right[:k]]


def test_to_nothing_all_are_equally_near_and_come_in_order(index: Index) -> None:
    with index.store.reading() as state:
        found = state.dense(np.zeros(64, np.float32), 7)
        assert placed(state, found) == sorted(held())[:7]
        assert not found.scores.any()


@CHOSEN
def test_the_best_by_bm25_are_those_of_the_formula(index: Index, where: frozenset[str] | None) -> None:
    """Over the chosen articles alone: how common a word is, and how long a chunk, is told by these."""
    starts = {(id, chunk.start): (id, first) for (id, first), chunk in held().items()}
    texts = {id: text for id, text in TEXTS.items() if where is None or id in where}
    with index.store.reading(where) as state:
        for query in WORDS:
            stems = list(dict.fromkeys(terms(query)))
            every = by_hand(documents(texts, TITLES), tuple(stems)) if texts else {}
            allowed = {starts[place]: score for place, score in every.items()}
            right = sorted(allowed, key=lambda place: (-round(allowed[place], 9), place))
            for k in (1, 5, 1000):
                found = state.lexical(stems, k)
                assert placed(state, found) == right[:k]
                assert found.scores.tolist() == pytest.approx([allowed[place] for place in right[:k]], rel=1e-12)
                assert state.weigh(stems, found.chunks).tolist() == found.scores.tolist()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("航班", "zh"),
        ("海口 机场", "zh"),
        ("欠航", "ja"),
        ("เที่ยวบิน", "th"),
        ("उड़ानें", "hi"),
        ("공항", "ko"),
    ],
)
def test_words_are_found_in_scripts_that_do_not_part_them(index: Index, asked: str, found: str) -> None:
    said = {
        "zh": "海口机场取消了一百四十个航班.",
        "ja": "台風で便を欠航した.",
        "th": "หน่วยงานยกเลิกเที่ยวบิน.",
        "hi": "उड़ानें रद्द कीं.",
        "ko": "공항은 닫혔다.",
    }
    with index.writer() as writer:
        for id, text in said.items():
            made = article(id, text, "Title")
            writer.put(made, chunks(made), "")
    with index.store.reading() as state:
        assert placed(state, state.lexical(list(dict.fromkeys(terms(asked))), 9)) == [(found, 0)]


def test_what_holds_no_stem_weighs_nothing(index: Index) -> None:
    with index.store.reading() as state:
        every = state.dense(np.zeros(64, np.float32), 1000).chunks
        assert len(every) == state.count() == len(held())
        weights = dict(zip(every.tolist(), state.weigh(["bear", "quokka"], every).tolist(), strict=True))
        assert {number for number, weight in weights.items() if weight} == set(
            state.lexical(["bear"], 9).chunks.tolist()
        )
        assert not state.weigh([], every).any()


def test_chunks_come_in_order_with_their_vectors(index: Index) -> None:
    right = held()
    with index.store.reading() as state:
        every = state.dense(np.zeros(64, np.float32), 1000).chunks
        found = state.get(every[::-1])
        assert found.numbers.tolist() == every.tolist()
        for place, own, sentences in zip(sorted(right), found.vectors, found.sentences, strict=True):
            rows = HashEncoder().encode([sentence.text for sentence in right[place].sentences])
            assert np.array_equal(sentences, rows)
            assert own == pytest.approx(rows.sum(axis=0) / np.linalg.norm(rows.sum(axis=0)), abs=1e-6)
        assert len(state.get(every[:0]).numbers) == 0


@CHOSEN
def test_stems_and_words_are_counted_by_chunks(index: Index, where: frozenset[str] | None) -> None:
    stems, words = Counter[str](), Counter[str]()
    here = {place: chunk for place, chunk in held().items() if where is None or place[0] in where}
    for (id, _), chunk in here.items():
        title = TITLES.get(id, id)
        stems.update({*terms(title), *terms(chunk.text)})
        words.update(forms(f"{title}\n{chunk.text}"))
    with index.store.reading(where) as state:
        assert state.count() == len(here)
        assert state.frequencies([*stems, "quokka", "anchorag"]) == stems
        assert state.frequencies([]) == {}
        assert dict(state.words()) == words


WHOLE = Article(
    id="news/whole.md",
    text="Headline\nLavrov spoke. “Nothing was signed,” he said.",
    title="Whole 🦘 \ud800",
    published="2026-02",
    author="A. Hassan",
    publisher="The Paper",
    url="https://example.org/?a=1&b=2",
    language="en",
    headings=((0, 8),),
)


def test_an_article_comes_back_as_it_was_put(index: Index) -> None:
    passages = (Passage(WHOLE, 9, 22), Passage(WHOLE, 23, len(WHOLE.text)))
    with index.writer() as writer:
        writer.put(WHOLE, [Chunk(passages)], "abc")
        assert writer.versions()[WHOLE.id].digest == WHOLE.digest
        assert writer.versions()[WHOLE.id].source_digest == "abc"
    assert index.article(WHOLE.key) == WHOLE
    assert index.sentences(WHOLE) == passages
    assert len(index.voices(WHOLE)) == 2
    assert index.added()[0] == WHOLE.id
    assert [one.id for one in index.articles()] == sorted([*TEXTS, WHOLE.id])
    assert index.article("nothing") is None


@given(
    text=st.text(st.characters(), min_size=1, max_size=200),
    id=st.text(st.characters(), min_size=1, max_size=40),
    title=st.text(st.characters(), max_size=40),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_unicode_comes_back_unharmed(place: Place, text: str, id: str, title: str, cuts: list[int]) -> None:
    """NUL, lone surrogates and right-to-left marks among it: a file name may hold any of them."""
    made = Article(id=id, text=text, title=title)
    ends = sorted({cut for cut in cuts if 0 < cut < len(text)} | {0, len(text)})
    passages = [Passage(made, start, end) for start, end in pairwise(ends)]
    with Index(place, HashEncoder()) as index:
        with index.writer() as writer:
            for other in writer.versions():
                writer.remove(other)
            writer.put(made, [Chunk((passage,)) for passage in passages], "")
            writer.withhold(f"{id}\0", "")
            assert writer.withheld() == {f"{id}\0": ""}
            writer.restore(f"{id}\0")
        assert index.articles() == [made]
        assert index.sentences(made) == tuple(passages)
        for hit in index.search(text, 50):
            assert all(sentence.text == text[sentence.start : sentence.end] for sentence in hit.chunk.sentences)


def test_ids_and_words_may_be_longer_than_an_index_of_a_database_takes(index: Index) -> None:
    blob = "".join(np.random.default_rng(0).choice(list("abcdefghijklmnop"), 9000))
    made = article(f"sources.toml#https://example.org/{blob}", f"The word {blob} is here. And here.", "Long")
    with index.writer() as writer:
        writer.put(made, chunks(made), "")
        writer.put(made, chunks(made), "")
        writer.withhold(made.id, "1")
        assert writer.withheld() == {made.id: "1"}
        writer.restore(made.id)
        writer.put(made, chunks(made), "")
    assert index.article(made.key) == made
    assert index.search(blob, 1)[0].chunk.article == made


def test_an_index_with_changes_is_one_that_was_made_at_once(index: Index, tmp_path: Path) -> None:
    moved = article("press/moved.txt", NEWS["news/oil.md"], "Oil moved")
    changed = article("wire/3", "Something else. Bears and oil.", "Changed")
    with index.writer() as writer:
        generation = index.generation
        writer.rename("news/oil.md", moved, "2")
        writer.put(changed, chunks(changed), "2")
        assert writer.remove("wire/9")
        assert not writer.remove("wire/9")
        writer.withhold("wire/10", "x")
        assert index.generation >= generation + 4
        with pytest.raises(KeyError):
            writer.rename("nowhere", moved, "")
        with pytest.raises(ValueError, match="text"):
            writer.rename("wire/11", moved, "")
    left = {id: text for id, text in TEXTS.items() if id not in ("news/oil.md", "wire/9", "wire/10")}
    left |= {moved.id: moved.text, changed.id: changed.text}
    with filled(tmp_path / "at once", left, TITLES | {moved.id: moved.title, changed.id: changed.title}) as at_once:
        for query in (*WORDS, "Lavrof of Sakalin", ""):
            for k in (1, 5, 100):
                assert seen(index.retrieve(query, k)) == seen(at_once.retrieve(query, k))
        assert index.articles() == at_once.articles()
        with index.store.reading() as one, at_once.store.reading() as other:
            assert sorted(one.words()) == sorted(other.words())
            assert one.count() == other.count()


def test_small_texts_and_edits_are_kept(index: Index) -> None:
    with index.writer() as writer:
        writer.set_meta("note", "one")
        writer.set_meta("note", "two")
        with pytest.raises(ValueError, match="own"):
            writer.set_meta("generation", "0")
        writer.edit("wire/5", {"title": "Bears \ud800", "author": None})
        assert index.edits() == {"wire/5": {"title": Edit("wire/5", "Bears \ud800")}}
        again = article("wire/5", TEXTS["wire/5"])
        writer.put(again, chunks(again), "new")
    assert index.meta("note") == "two"
    assert index.meta("nothing") is None
    assert next(one.title for one in index.articles() if one.id == "wire/5") == "Bears \ud800"
    with index.writer() as writer:
        writer.edit("wire/5", {"title": "wire/5"})
    assert index.edits() == {}


@given(ids=st.sets(st.sampled_from([*TEXTS, "nowhere"]), min_size=1), data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_chosen_articles_are_an_index_that_never_held_another(
    index: Index, ids: set[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is chosen, and whatever of it was changed before."""
    again = data.draw(st.sampled_from(sorted(TEXTS)))
    made = article(again, TEXTS[again], TITLES.get(again, ""))
    with index.writer() as writer:
        writer.put(made, chunks(made), f"source of {again}")
    held = {id: TEXTS[id] for id in sorted(ids) if id in TEXTS}
    some = index.only(ids)
    with filled(tmp_path_factory.mktemp("alone"), held, TITLES) as alone:
        for query in (*WORDS, "Sakalin", "Lavrof", "") if held else ():
            for k in (1, 5, 100):
                assert seen(some.retrieve(query, k)) == seen(alone.retrieve(query, k))
        if held:
            assert (some.articles(), some.facts()) == (alone.articles(), alone.facts())
            assert sorted(some.added()) == sorted(held)


def test_what_is_not_chosen_is_not_there_and_nothing_is_written_through_a_choice(index: Index) -> None:
    one, other = (index.only([id]) for id in ("wire/1", "wire/2"))
    (held,) = one.articles()
    assert one.article(held.key) == held
    assert one.sentences(held)
    assert other.article(held.key) is None
    assert other.sentences(held) == ()
    assert one.only(["wire/2"]).articles() == []
    with index.writer() as writer:
        writer.edit("wire/1", {"title": "Bears"})
    assert (list(one.edits()), other.edits()) == (["wire/1"], {})
    assert one.articles()[0].title == "Bears"
    with pytest.raises(ValueError, match="change the index"), one.writer():
        pass
    one.close()
    assert index.search("oil", 1), "it is closed by whoever opened it"


def test_where_nothing_was_indexed_everything_but_writing_says_so(place: Place) -> None:
    index = Index(place, HashEncoder())
    assert not index.exists
    for ask in (index.articles, lambda: index.search("x", 1), lambda: index.article("x"), lambda: index.meta("x")):
        with pytest.raises(IndexMissing, match="rag update"):
            ask()
    assert not index.folder.exists(), "asking must not make the folder"
    with index.writer() as writer:
        made = article("a/b", "It is here.")
        writer.put(made, chunks(made), "")
    assert index.exists
    assert len(index.search("here", 1)) == 1
    index.close()


def test_another_encoder_is_refused(index: Index, place: Place) -> None:
    for other in (HashEncoder(name="other"), HashEncoder(dimension=32)):
        with pytest.raises(IndexMismatch, match="--encoder hash"):
            Index(place, other)


def test_a_state_is_one_moment_whatever_is_written_meanwhile(index: Index, place: Place) -> None:
    with Index(place, HashEncoder()) as other, other.writer() as writer, index.store.reading() as state:
        before = state.generation, state.count(), [one.id for one in state.articles()], dict(state.words())
        writer.remove("news/oil.md")
        made = article("a/new", "A walrus swam by.")
        writer.put(made, chunks(made), "")
        now = state.generation, state.count(), [one.id for one in state.articles()], dict(state.words())
        assert now == before
        assert len(state.lexical(["walrus"], 9).chunks) == 0
        assert placed(state, state.lexical(["exxonmobil"], 1)) == [("news/oil.md", 0)]
    with index.store.reading() as state:
        assert state.generation == before[0] + 2
        assert placed(state, state.lexical(["walrus"], 9)) == [("a/new", 0)]


def test_a_second_writer_is_told_to_wait_and_readers_go_on(index: Index, place: Place) -> None:
    with Index(place, HashEncoder()) as other:
        with index.writer() as writer:
            with pytest.raises(IndexBusy, match="try again"), other.writer():
                pass
            with pytest.raises(IndexBusy), index.writer():
                pass
            before = other.generation
            writer.remove("news/oil.md")
            assert other.generation > before
        with other.writer() as writer:
            assert "news/oil.md" not in writer.versions()


def test_an_error_in_the_middle_of_an_article_leaves_the_one_before(index: Index) -> None:
    before = seen(index.retrieve("oil decree", 9)), index.generation
    made = article("news/oil.md", "New words. Newer words. Newest words.")
    with index.writer() as writer:
        too_few = np.ones((1, 64), np.float32)
        with pytest.raises(ValueError, match="zip"):
            writer.put(made, chunks(made), "2", (too_few, np.ones((3, 64), np.float32)))
        assert writer.versions()["news/oil.md"].source_digest == "source of news/oil.md"
    assert (seen(index.retrieve("oil decree", 9)), index.generation) == before


def test_readers_see_whole_articles_while_one_is_rewritten(index: Index, place: Place) -> None:
    stop = Event()

    def write(version: int) -> None:
        with Index(place, HashEncoder()) as other, other.writer() as writer:
            said = " ".join(f"Version {version}. Walrus number {n}." for n in range(version % 5 + 1))
            writer.put(article("v/one.txt", said), chunks(article("v/one.txt", said)), str(version))

    def read() -> list[int]:
        shown = []
        while not stop.is_set():
            found = index.retrieve("walrus version", 20)
            texts = {hit.chunk.article.text for hit in found.hits if hit.chunk.article.id == "v/one.txt"}
            assert len(texts) == 1
            shown.append(int(texts.pop().split()[1].rstrip(".")))
        return shown

    write(0)
    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for version in range(1, 12):
                write(version)
        finally:
            stop.set()
        for reader in readers:
            assert reader.result(timeout=300) == sorted(reader.result()), "a reader went back in time"


def test_a_closed_index_says_so(index: Index) -> None:
    index.close()
    with pytest.raises(ValueError, match="closed"):
        index.articles()


def test_a_renamed_article_keeps_what_else_is_known_of_it(index: Index) -> None:
    (old,) = (one for one in index.articles() if one.id == "wire/5")
    with index.writer() as writer:
        writer.rename("wire/5", replace(old, id="wire/6", author="A. Hassan"), "new")
    (new,) = (one for one in index.articles() if one.id == "wire/6")
    assert (new.text, new.author) == (old.text, "A. Hassan")
    assert index.article(old.key) is None
    assert len(index.articles()) == len(TEXTS) - 1
