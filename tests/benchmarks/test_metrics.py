"""The benchmark's figures against examples worked out by hand."""

import math
from itertools import product

import numpy as np
import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import metrics


def test_ranking_figures_are_those_of_a_hand_example() -> None:
    gold = {"first": {"a": 1}, "third": {"c": 1, "d": 1}, "never": {"z": 1}, "nothing": {"z": 1}}
    found = {"first": ["a", "b"], "third": ["x", "y", "c", "d"], "never": ["x", "y"], "nothing": []}
    values = metrics.ranking(gold, found)
    assert values["R@1"] == [1, 0, 0, 0]
    assert values["R@5"] == [1, 1, 0, 0]
    assert values["MRR"] == pytest.approx([1, 1 / 3, 0, 0])
    ideal = 1 + 1 / math.log2(3)
    assert values["nDCG@10"] == pytest.approx([1, (1 / math.log2(4) + 1 / math.log2(5)) / ideal, 0, 0])


def test_ndcg_counts_what_holds_more_for_more() -> None:
    gold = {"q": {"much": 3, "little": 1}}
    best, worst = (
        metrics.ranking(gold, {"q": order})["nDCG@10"][0] for order in (["much", "little"], ["little", "much"])
    )
    assert best == pytest.approx(1)
    assert worst == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))


def test_ranking_keeps_the_order_it_was_given_however_long_the_list() -> None:
    ids = [f"d{number}" for number in range(200)]
    assert metrics.ranking({"q": {"d136": 1}}, {"q": ids})["MRR"] == pytest.approx([1 / 137])


@pytest.mark.parametrize(
    ("said", "golds", "exact", "overlap"),
    [
        ("The Cat!", ["cat"], 1, 1),
        ("a  cat, an owl", ["Cat owl"], 1, 1),
        ("black cat", ["cat"], 0, 2 / 3),
        ("cat", ["black cat", "dog"], 0, 2 / 3),
        ("cat cat", ["cat"], 0, 2 / 3),
        ("", ["cat"], 0, 0),
        ("cat", [], 0, 0),
        ("İstanbul’s théâtre", ["İstanbul’s théâtre"], 1, 1),
    ],
)
def test_exact_match_and_f1_follow_squad(said: str, golds: list[str], exact: float, overlap: float) -> None:
    assert metrics.exact(said, golds) == exact
    assert metrics.overlap(said, golds) == pytest.approx(overlap)


def test_citations_are_weighed_both_ways() -> None:
    assert metrics.precision_recall({"a", "b"}, {"a", "c", "d", "e"}) == pytest.approx((1 / 2, 1 / 4, 1 / 3))
    assert metrics.precision_recall(set(), {"a"}) == (0, 0, 0)


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    chance = np.random.default_rng(1)
    sure, unsure = chance.integers(0, 6, 40) / 5, chance.integers(0, 5, 30) / 5
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in product(sure, unsure)]
    assert metrics.auroc(sure, unsure) == pytest.approx(np.mean(pairs))
    assert metrics.auroc([1, 1], [0]) == 1
    assert metrics.auroc([0.3], [0.3]) == 0.5


def test_what_is_refused_depends_on_how_many_others_must_be_answered() -> None:
    sure = [0.9, 0.8, 0.7, 0.2]
    assert metrics.refused(sure, [0.1, 0.3, 0.75], answered=1.0) == pytest.approx(1 / 3)
    assert metrics.refused(sure, [0.1, 0.3, 0.75], answered=0.75) == pytest.approx(2 / 3)
    assert metrics.refused(sure, [0.9], answered=0.25) == 0


def test_risk_at_full_coverage_is_the_share_of_all_that_is_answered_wrongly() -> None:
    curve = metrics.risk([0.9, 0.8, 0.4], [True, False, True], [0.1, 0.85])
    coverage, risk = curve[-1]
    assert coverage == 1
    assert risk == pytest.approx(1 - (2 / 3) / 2)
    assert curve[0] == (pytest.approx(1 / 6), pytest.approx(0))
    assert [coverage for coverage, _ in curve] == sorted(coverage for coverage, _ in curve)


def test_the_interval_of_a_mean_is_near_the_normal_one_and_always_the_same() -> None:
    values = np.array([0.0, 1.0] * 200)
    first, second = (metrics.interval(range(400), lambda places: float(values[places].mean())) for _ in range(2))
    assert first == second
    width = 1.96 * 0.5 / math.sqrt(400)
    assert first == pytest.approx((0.5 - width, 0.5 + width), abs=0.01)


def test_questions_of_one_group_are_drawn_together() -> None:
    values = np.array([0.0, 1.0] * 200)
    alone = metrics.interval(range(400), lambda places: float(values[places].mean()))
    grouped = metrics.interval([place % 2 for place in range(400)], lambda places: float(values[places].mean()))
    assert grouped == (0, 1)
    assert alone[1] - alone[0] < 0.12


def test_draws_that_have_no_figure_are_left_out() -> None:
    figures = iter([float("nan"), 0.2, 0.4] * 400)
    low, high = metrics.interval(["a", "b"], lambda places: next(figures))
    assert (low, high) == (0.2, 0.4)
