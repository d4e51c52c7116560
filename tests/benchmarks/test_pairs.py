"""Two questions in one: which are joined, how, and what counts as both answered."""

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import pairs
from benchmarks.data import Question
from rag.types import Answer, Article, Passage, Statement

ARTICLE = Article("mill", "The mill was built in 1712. Anna Brandt sold it.", "The mill")
BUILT, SOLD = Passage(ARTICLE, 0, 27), Passage(ARTICLE, 28, 48)


def question(name: str, article: str, paragraph: int, span: tuple[int, int] = (0, 1)) -> Question:
    return Question(name, f"What is {name}?", f"{article} {paragraph}", ((article, *span),))


ASKED = [question(f"{article}{n}", article, n % 3) for article in ("a", "b", "c") for n in range(9)]


def test_pairs_are_of_one_article_and_two_paragraphs_and_no_question_is_in_two() -> None:
    made = pairs.pairs(ASKED, 100)
    assert made
    assert all(pair.one.gold[0][0] == pair.other.gold[0][0] and pair.one.group != pair.other.group for pair in made)
    used = [asked.id for pair in made for asked in pair.both]
    assert len(used) == len(set(used))


def test_pairs_are_the_same_each_time_and_fewer_are_the_first_of_more() -> None:
    assert pairs.pairs(ASKED, 3) == pairs.pairs(ASKED[::-1], 100)[:3]
    assert pairs.pairs([], 5) == pairs.pairs(ASKED[:1], 5) == []


def test_joined_they_read_as_one_sentence() -> None:
    text = pairs.joined("Who sold the mill? ", "When was it built?")
    assert text in ("Who sold the mill, and when was it built?", "Who sold the mill and when was it built?")
    assert pairs.joined("Who?", "Brandt sold what?").endswith("and Brandt sold what?")


def test_both_are_cited_only_where_an_answer_to_each_is() -> None:
    pair = pairs.Pair(question("one", "mill", 0, (22, 26)), question("other", "mill", 1, (28, 39)))
    assert pair.cited([BUILT, SOLD])
    assert not pair.cited([BUILT])
    assert not pair.cited([Passage(ARTICLE, 0, 24), SOLD])


def test_a_second_question_is_named_only_beside_an_answer() -> None:
    said = (Statement(BUILT.text, (BUILT,)),)
    assert pairs.names_second(Answer("?", said, note="Not in these articles: “who”."))
    assert not pairs.names_second(Answer("?", said))
    assert not pairs.names_second(Answer("?", note="Not in these articles: “who”."))
