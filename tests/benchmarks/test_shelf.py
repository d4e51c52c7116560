"""Shelves of articles, and that asking without a threshold is the product with its threshold taken away."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import answers, data, finding, refusal, shelf, unanswerable
from benchmarks.data import Question
from benchmarks.unanswerable import Case, Kind
from rag.types import Article, Passage, Turn
from tests.benchmarks import made

ARTICLES = (Article("mill", made.PARAGRAPH, "The mill"), Article("bakery", made.OTHER, "The bakery"))
QUESTIONS = ("Who sold the mill?", "What is sold on Fridays?", "How tall is Mount Fuji?", "mill built", "…")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> shelf.Remembering:
    return shelf.Remembering(folder=tmp_path_factory.mktemp("vectors"))


def test_being_sure_enough_is_the_only_thing_between_an_answer_and_what_would_be_said(
    encoder: shelf.Remembering,
) -> None:
    history = (Turn("Who sold the mill?", "Anna Brandt did."),)
    answered = set()
    with shelf.library(ARTICLES, encoder) as (library, index):
        for question in QUESTIONS:
            for turns in ((), history):
                sure, statements = shelf.weighed(question, turns, lambda query: index.retrieve(query, shelf.K))
                answer = library.ask(question, turns)
                assert answer.answered is (sure >= shelf.threshold())
                assert not answer.answered or answer.statements == statements
                answered.add(answer.answered)
    assert answered == {True, False}


def test_a_vector_comes_back_from_the_file_bit_by_bit(tmp_path: Path) -> None:
    class Counting:
        name, dimension = "counting", 3
        calls = 0

        def encode(self, texts: list[str]) -> np.ndarray:
            Counting.calls += len(texts)
            return np.array([[len(text), len(set(text)), 1 / 3] for text in texts], np.float32)

        def count_tokens(self, text: str) -> int:
            return len(text.split())

    first = shelf.Remembering(Counting(), tmp_path)
    made_now = first.encode(["a", "bb", "a", "\ud800"])
    first.save()
    second = shelf.Remembering(Counting(), tmp_path)
    before = Counting.calls
    assert np.array_equal(second.encode(["\ud800", "bb", "a"]), made_now[[3, 1, 0]])
    assert before == Counting.calls
    assert second.encode([]).shape == (0, 3)


def test_two_measurements_that_save_keep_what_the_other_wrote(tmp_path: Path, encoder: shelf.Remembering) -> None:
    one, other = (shelf.Remembering(encoder, tmp_path) for _ in range(2))
    one.encode(["only one"])
    other.encode(["only the other"])
    one.save()
    other.save()
    assert len(shelf.Remembering(encoder, tmp_path)._rows) == 2


def test_a_piece_is_right_where_it_holds_half_of_itself_or_of_the_place() -> None:
    pieces = {"a": [(0, 10), (10, 30)]}
    assert finding.holding(pieces, ("a", 2, 5)) == ["a 0"]
    assert finding.holding(pieces, ("a", 8, 12)) == ["a 0", "a 10"]
    assert finding.holding(pieces, ("a", 9, 30)) == ["a 10"]
    assert finding.holding(pieces, ("a", 40, 50)) == []


def test_paragraphs_are_what_a_blank_line_parts_and_sentences_are_theirs() -> None:
    text = f"{made.PARAGRAPH}\n\n{made.OTHER}\n\n"
    article = Article("both", text, "")
    found = finding.paragraphs(article)
    assert [text[chunk.start : chunk.end] for chunk in found] == [made.PARAGRAPH, made.OTHER]
    assert [sentence for chunk in found for sentence in chunk.sentences] == [
        sentence for chunk in finding.single_sentences(article) for sentence in chunk.sentences
    ]


def test_removed_evidence_leaves_no_sentence_that_answers_and_every_other(encoder: shelf.Remembering) -> None:
    (mill, _) = ARTICLES
    start = mill.text.index("Anna Brandt")
    question = Question("q", "Who sold the mill?", "g", (("mill", start, start + 11),), ("Anna Brandt",))
    chunks = shelf.packed(encoder)(mill)
    left = [sentence.text for chunk in unanswerable.without(question, chunks) for sentence in chunk.sentences]
    assert left == ["The mill was built in 1712."]


def test_some_sentences_of_an_article_are_answered_from_as_if_there_were_no_others(encoder: shelf.Remembering) -> None:
    (mill, _) = ARTICLES
    chunks = shelf.packed(encoder)(mill)
    inside = [sentence for chunk in chunks for sentence in chunk.sentences][1:]
    with shelf.index(ARTICLES, encoder, shelf.packed(encoder)) as index:
        found = {asked: shelf.within(index.retrieve(asked, shelf.K), inside, encoder) for asked in QUESTIONS}
    for asked, less in found.items():
        _, statements = shelf.weighed(asked, (), lambda query, less=less: less)
        assert all(passage in inside for one in statements for passage in one.citations)
        assert {name: len(rows) for name, rows in less.voices.items()} == {mill.id: len(inside)}


def test_removed_articles_are_gone_from_what_was_found(encoder: shelf.Remembering) -> None:
    with shelf.index(ARTICLES, encoder, shelf.packed(encoder)) as index:
        found = unanswerable.apart(index.retrieve("mill", 10), frozenset({"mill"}))
    assert {hit.chunk.article.id for hit in found.hits} == {"bakery"}
    assert len(found.hits) == len(found.sentence_vectors)


def test_a_first_citation_is_right_only_where_it_holds_the_whole_answer() -> None:
    article = ARTICLES[0]
    assert answers.holds(Passage(article, 0, 40), ("mill", 10, 40), 1.0)
    assert not answers.holds(Passage(article, 0, 39), ("mill", 10, 40), 1.0)
    assert answers.holds(Passage(article, 0, 25), ("mill", 10, 40), 0.5)
    assert not answers.holds(Passage(ARTICLES[1], 0, 40), ("mill", 10, 40), 0.5)


def test_selected_sentences_are_counted_from_both_sides() -> None:
    article = ARTICLES[0]
    question = Question("q", "?", "g", (("mill", 0, 10), ("mill", 20, 30)))
    cited = (Passage(article, 0, 12), Passage(article, 12, 19), Passage(article, 40, 50))
    assert answers.gold_sentences(question, cited) == pytest.approx((1 / 3, 1 / 2, 2 / 5))
    assert answers.gold_sentences(question, ()) == (0, 0, 0)


def test_the_rows_of_a_kind_are_what_its_cases_say() -> None:
    def case(name: str, sure: float) -> Case:
        return Case(Question(name, name, name), sure)

    answerable = [case(f"a{i}", sure) for i, sure in enumerate([0.99, 0.9, 0.8, 0.7])]
    kind = Kind("kind", answerable, [case(f"u{i}", sure) for i, sure in enumerate([0.01, 0.02, 0.75, 0.999])])
    found = {row.what: row for row in refusal.figures(kind)}
    assert found["AUROC"].value == pytest.approx((4 + 4 + 3 + 0) / 16)
    assert found["refused at 95 %"].value == 0.5
    assert found["refused as shipped"].number == 4
    assert data.asked_elsewhere([answerable[0].question])[0].gold == ()
