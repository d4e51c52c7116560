"""Outlets made up for articles that have none: who gets which, what is asked, and what counts as heard."""

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import outlets
from benchmarks.data import Question
from rag.question.outlets import spoken
from rag.types import Answer, Article, Passage, Statement

NAMES = [f"article {n}" for n in range(200)]


def question(*holders: str) -> Question:
    return Question("q", "Brandt sold the mill.", "g", tuple((id, 0, 1) for id in holders))


def test_an_article_keeps_its_outlet_and_every_outlet_has_articles() -> None:
    assert {outlets.outlet_of(name) for name in NAMES} == set(outlets.OUTLETS)


def test_an_insight_is_asked_of_an_outlet_that_holds_it() -> None:
    for name in NAMES:
        assert outlets.outlet_asked(question(name)) == (question(name), outlets.outlet_of(name))
    assert outlets.outlet_asked(question())[1] == ""


@pytest.mark.parametrize("outlet", outlets.OUTLETS)
def test_a_question_names_its_outlet_and_no_other(outlet: str) -> None:
    for number in range(20):
        text = outlets.worded(Question(str(number), "Brandt sold the mill.", "g"), outlet)
        heard = {name for name in outlets.OUTLETS if spoken(text, Article("a", "t", "", publisher=name))}
        assert heard == {outlet}
        assert text.endswith("?")


def test_a_first_citation_counts_for_its_outlet_and_for_the_insight() -> None:
    held, other = NAMES[0], next(n for n in NAMES if outlets.outlet_of(n) != outlets.outlet_of(NAMES[0]))
    said = []
    for name in (held, other, ""):
        cited = (Statement("t", (Passage(Article(name, "t", ""), 0, 1),)),) if name else ()
        said.append((question(held), outlets.outlet_of(held), Answer("?", cited)))
    assert [row.value for row in outlets.figures("x", said)] == pytest.approx([2 / 3, 1 / 3, 1 / 3, 1 / 3])
