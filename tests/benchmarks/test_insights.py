"""Insights of news as honest and false claims, and the choice of how much a judge weighs, on a topic of our own."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.claims import Sample
from benchmarks.insights import ELSEWHERE, HONEST, WITH, WITHOUT, insights
from benchmarks.support_fit import COUNTED, Case, case, figures, findings, fit
from rag.evaluation.perturb import KINDS
from rag.types import ReasonKind, Support, Verdict
from rag.verification.evidence import Finding
from rag.verification.verdict import Assessment

PIER = "Olsen closed the pier in June 2025."
FERRY = "Lund sold 22 ferries to Tallvik."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    said = {"a": PIER, "b": FERRY}
    documents = [
        {"document_id": str(i), "document_text": f"Day {i}. {said[key]} Brandt saw it.", "insights_included": [key]}
        for key in "ab"
        for i in range(5)
    ]
    topic = {"subtopics": [{"insights": [{"insight_id": k, "insight": text} for k, text in said.items()]}]}
    (tmp_path / "summhay_news").mkdir()
    (tmp_path / "summhay_news/topic_own.json").write_text(json.dumps(topic | {"documents": documents}), "utf-8")
    return tmp_path


def test_an_insight_is_held_against_articles_with_it_without_it_and_made_false(folder: Path) -> None:
    made = list(insights(folder, ("own",)))
    assert made == list(insights(folder, ("own",)))
    for claim in (PIER, FERRY):
        here = [(part, text) for _, part, said, text in made if said == claim]
        assert [part for part, _ in here].count(HONEST) == WITH
        assert [part for part, _ in here].count(ELSEWHERE) == WITHOUT
        assert all((claim in text) is (part == HONEST) for part, text in here)
    false = [(part, said, text) for _, part, said, text in made if part in KINDS]
    assert {"number", "name"} <= {part for part, _, _ in false}
    assert all(said not in text for _, said, text in false)


def weighed(chance: float | None, *doubts: Finding, follows: bool = True) -> Assessment:
    read = None if chance is None else np.array([[chance, 1 - chance, 0]], dtype=np.float32)
    return Assessment(4, ("pier",), doubts, follows, read, ())


LEADS = np.array([1.0, 0.0, 0.0, -0.25])
"""The judge alone, and a quarter less sure where a check has a doubt."""


def test_a_case_is_supported_by_judge_words_and_checks_together() -> None:
    doubt = Finding(ReasonKind.NUMBER, "22", decisive=False)
    for sure in (weighed(0.9), Verdict(Support.SUPPORTED, 1.0), Verdict(Support.UNVERIFIABLE, 0.0)):
        assert Case(True, sure, {}).supported(LEADS, -0.5)
    assert not Case(True, weighed(0.1), {}).supported(LEADS, -0.5)
    assert Case(True, weighed(0.1), {}).supported(LEADS, 3.0)
    assert not Case(True, weighed(0.7, doubt), {}).supported(LEADS, -0.5)
    assert Case(True, weighed(0.8, doubt), {}).supported(LEADS, -0.5)
    assert Case(True, weighed(None), {}).supported(LEADS, -0.5)  # by the words, three of four
    cases = [Case(honest, weighed(chance), {}) for honest, chance in ((True, 0.9), (True, 0.1), (False, 0.1))]
    assert figures(cases, LEADS, -0.5) == (0.5, 1.0)


def test_the_fit_learns_from_what_no_check_settles_and_holds_its_signs() -> None:
    settles = Finding(ReasonKind.NUMBER, "22", "23")
    good, bad = Case(True, weighed(0.9), {}), Case(False, weighed(0.2, replace(settles, decisive=False)), {})
    settled = Case(False, weighed(None, settles), {"numbers": (settles,)})
    sets = {title: [good, bad, settled] * 4 for title in COUNTED}
    weights, before = fit(sets)
    assert weights[0] > 0 >= weights[3]
    assert figures(sets["news"], weights, before) == (0.0, 1.0)
    assert findings(sets["news"])["numbers"] == [0, 4, 0, 0, 0, 0]


def test_a_claim_is_seen_as_a_verdict_sees_it_and_its_findings_by_check() -> None:
    found = case(Sample("", "", False, ("Olsen closed the pier in June 2024.",), (f"{PIER} Brandt saw it.",)))
    assert [name for name, said in found.against.items() if said] == ["dates"]
    assert not found.open
    assert not found.supported(LEADS, 9.0)
    assert isinstance(case(Sample("", "", True, ("Why?",), (PIER,))).found, Verdict)
