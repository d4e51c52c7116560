"""SummHay's published summaries, held against an example worked out by hand."""

from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import data, published
from benchmarks.data import Topic
from tests.benchmarks import made


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("It sold. [3][17]", {"3", "17"}),
        ("It sold [3, 17; 20].", {"3", "17", "20"}),
        ("It sold for 1,025 in 2023 [a] [see 4]", set()),
        ("", set()),
    ],
)
def test_citations_are_the_numbers_in_brackets(line: str, numbers: set[str]) -> None:
    assert published.cited(line) == numbers


def told(tmp_path: Path, system: str, coverage: str, bullet: object) -> Topic:
    (topic,) = data.summhay(made.summhay(tmp_path))
    for number, document in enumerate(topic.raw["documents"]):
        document["idx"] = number
    (subtopic,) = topic.raw["subtopics"]
    subtopic["summaries"] = {system: ["Here are two:", "Brandt sold it. [1][2]"]}
    subtopic["eval_summaries"] = {system: [{"insight_id": "i1", "coverage": coverage, "bullet_id": bullet}]}
    return topic


def test_a_covered_insight_is_weighed_by_the_articles_that_hold_it(tmp_path: Path) -> None:
    topic = told(tmp_path, "vector_x", "PARTIAL_COVERAGE", 2)
    ((_, coverage, scores),) = published.scored([topic])["vector_x"]
    assert coverage == 0.5
    assert scores == pytest.approx((1 / 2, 1, 2 / 3))
    precision, joint = published.rows([topic])
    assert (precision.value, joint.value) == pytest.approx((1 / 2, 1 / 3))


@pytest.mark.parametrize("bullet", ["NA", 0, 7, "2x"])
def test_an_insight_that_no_line_covers_scores_nothing(tmp_path: Path, bullet: object) -> None:
    topic = told(tmp_path, "vector_x", "NO_COVERAGE", bullet)
    assert [scores for _, _, scores in published.scored([topic])["vector_x"]] == [(0, 0, 0)]


def test_a_system_that_was_handed_the_articles_is_no_yardstick(tmp_path: Path) -> None:
    assert published.rows([told(tmp_path, "oracle_x", "FULL_COVERAGE", 2)]) == []
