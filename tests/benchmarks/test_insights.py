"""Insights of news as honest and false claims, and the choice of how much a judge weighs, on a topic of our own."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.insights import ELSEWHERE, HONEST, WITH, WITHOUT, insights
from benchmarks.support_fit import Case, figures
from rag.evaluation.perturb import KINDS
from rag.types import Passage, Support, Verdict
from rag.verification.evidence import Finding
from rag.verification.verdict import Assessment, assess, cut

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


def weighed(coverage: float, chance: float | None, *doubts: Finding) -> Assessment:
    read = None if chance is None else np.array([[chance, 1 - chance, 0]], dtype=np.float32)
    return Assessment(coverage, (), doubts, read, ())


def test_a_case_is_supported_by_words_and_judge_together() -> None:
    good, bad = weighed(1.0, 0.9), weighed(1.0, 0.0)
    for sure in (good, Verdict(Support.SUPPORTED, 1.0), Verdict(Support.UNVERIFIABLE, 0.0)):
        assert Case(True, sure).supported(0.7, 0.5, 0.8)
    assert not Case(True, bad).supported(0.7, 0.5, 0.8)
    assert Case(True, bad).supported(0.0, 0.5, 0.8)
    assert not Case(True, weighed(1.0, None)).supported(0.0, 0.5, 0.8)
    cases = [Case(True, good), Case(True, bad), Case(False, bad), Case(False, bad)]
    assert figures(cases, 0.7, 0.5, 0.8) == (0.5, 1.0)


def test_the_same_sentence_weighs_the_same_as_in_a_verdict() -> None:
    class Sure:
        def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
            return np.array([[0.9, 0.1, 0.0]] * len(evidence), dtype=np.float32)

    found = assess("Olsen shut the pier in June.", cut([f"{PIER} Brandt saw it."]), Sure())
    assert isinstance(found, Assessment)
    assert found.read is not None
    assert all(isinstance(passage, Passage) for passage in found.closest)
    assert isinstance(assess("Why?", cut([PIER]), Sure()), Verdict)
