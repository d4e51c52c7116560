"""Does the confidence of an answer mean what it says? Draws docs/reliability.svg from what the last fit measured.

    python -m benchmarks.reliability

The figures are those of `training/fit_evidence.py` on questions that no rule saw, kept in rag/answering/weights.json.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.picture import curves
from rag.answering.weights import load

TARGET = Path(__file__).parents[1] / "docs" / "reliability.svg"


def main() -> None:
    tenths = load().provenance["reliability"]
    measured = [(line["confidence"], line["right"]) for line in tenths]
    ideal = [(0.0, 0.0), (1.0, 1.0)]
    held = [("measured, by tenths", measured), ("as it should be", ideal)]
    TARGET.write_text(curves("How often an answer of some confidence holds", held, "confidence", "right"), "utf-8")
    number = sum(line["questions"] for line in tenths)
    error = sum(line["questions"] * abs(line["confidence"] - line["right"]) for line in tenths) / number
    print(f"{number:,} questions, mean distance of confidence from what was right: {error:.3f}")


if __name__ == "__main__":
    main()
