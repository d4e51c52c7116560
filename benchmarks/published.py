"""The cited summaries of other systems that come with SummHay, weighed by SummHay's own labels: a yardstick.

Which line of a summary covers an insight, and how well, was judged by the set's makers; its citations are held against
the articles that hold the insight.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from benchmarks.data import Topic
from benchmarks.metrics import precision_recall
from benchmarks.tables import Row, measured

GIVEN_THE_GOLD = re.compile(r"oracle|fl-ctxt")
"""Settings that were handed the articles that hold the insights, and nothing else."""
COVERED = {"FULL_COVERAGE": 1.0, "PARTIAL_COVERAGE": 0.5}
Scores = list[tuple[str, float, tuple[float, float, float]]]
"""(affair, coverage, (precision, recall, F1)) for every insight that was asked for."""


def rows(topics: Iterable[Topic]) -> list[Row]:
    """The best system by its citations' precision and by the joint score, of those that had to find the articles."""
    systems = {name: scores for name, scores in scored(topics).items() if not GIVEN_THE_GOLD.search(name)}
    if not systems:
        return []
    group = f"SummHay's published summaries of the same news, best of {len(systems)} that had to find the articles"
    precise = max(systems.values(), key=lambda scores: np.mean([p for _, covered, (p, *_) in scores if covered]))
    joint = max(systems.values(), key=lambda scores: np.mean([covered * f1 for _, covered, (*_, f1) in scores]))
    covered = [(precision, affair) for affair, some, (precision, *_) in precise if some]
    weighed = [(some * f1, affair) for affair, some, (*_, f1) in joint]
    return [
        measured((group, what), [value for value, _ in values], [affair for _, affair in values])
        for what, values in (
            ("citation precision where an insight is covered", covered),
            ("joint (coverage times F1)", weighed),
        )
    ]


def scored(topics: Iterable[Topic]) -> dict[str, Scores]:
    """What each system scores, insight by insight."""
    found: dict[str, Scores] = defaultdict(list)
    for topic in topics:
        numbers = {document["document_id"]: str(document["idx"] + 1) for document in topic.raw["documents"]}
        for subtopic in topic.raw["subtopics"]:
            affair = f"{topic.shelf.name} {subtopic['subtopic_id']}"
            for system, labels in subtopic.get("eval_summaries", {}).items():
                for label in labels:
                    holders = {numbers[id] for id in topic.holders.get(label["insight_id"], ())}
                    coverage = COVERED.get(label["coverage"], 0.0)
                    line = _line(subtopic["summaries"][system], label["bullet_id"]) if coverage else ""
                    found[system].append((affair, coverage, precision_recall(cited(line), holders)))
    return dict(found)


def cited(line: str) -> set[str]:
    """The numbers in square brackets: "… [3][17, 20]"."""
    return {number for inside in re.findall(r"\[([\d,; ]+)\]", line) for number in re.findall(r"\d+", inside)}


def _line(summary: list[str], number: object) -> str:
    place = int(str(number)) - 1 if str(number).isdigit() else -1
    return summary[place] if 0 <= place < len(summary) else ""
