"""Whether what the articles do not say is refused, by how near it comes to what they do say.

    python -m benchmarks.refusal --data FOLDER [--questions 150]

FOLDER holds the unpacked public data. Reported is what nothing was fitted on, as in benchmarks/answers.py. Writes
benchmarks/results/refusal.* and the picture docs/refusal.svg.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks import metrics, shelf
from benchmarks.command import run
from benchmarks.picture import curves
from benchmarks.tables import Row, measured
from benchmarks.unanswerable import KINDS, Kind

PICTURE = Path(__file__).parents[1] / "docs" / "refusal.svg"
REMARKS = """“AUROC”: how often an answerable question gets more confidence than one of this kind. “Refused at 95 %”: of
this kind, where the dial is set so that 95 % of the answerable questions are answered; “as shipped”: with the threshold
that ships. The answerable ones are of the same set and asked of the same articles.

- *same paragraph*: SQuAD 2.0's unanswerable questions, written with a paragraph in view that looks as if it answered.
- *removed evidence*: SQuAD questions over their own articles, the sentences that answer (or repeat the answer in the
  question's words) taken out of the index.
- *same subject*: CLAPnq's unanswerable questions, whose passages are about what is asked; MTRAG's, after their
  conversations, among documents of the same field (the documents of those conversations are not in the data).
- *removed articles*: SummHay's insights, every article that holds the insight taken out of the hundred on the affair.
- *other subject*: CLAPnq's answerable questions put to the SQuAD articles.
- *irrelevant snippets*: RGB's questions with only its irrelevant snippets, against the same with its right ones too.

![Risk against coverage for each kind](../../docs/refusal.svg)"""


def main() -> None:
    run("refusal", __doc__ or "", measure, REMARKS, questions=150)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part; draws the picture as well."""
    encoder = shelf.Remembering()
    kinds: list[Kind] = []
    for made in KINDS:
        kinds += made(folder, count, encoder)
        encoder.save()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(curves("Risk of a wrong answer against coverage", [_curve(kind) for kind in kinds]), "utf-8")
    return [row for kind in kinds for row in figures(kind)]


def figures(kind: Kind) -> list[Row]:
    """AUROC, what is refused at 90 and 95 % coverage, and what is as the product ships."""
    yes, no = [case.sure for case in kind.answerable], [case.sure for case in kind.unanswerable]
    both, shipped = [*yes, *no], shelf.threshold()
    groups = [case.question.group for case in (*kind.answerable, *kind.unanswerable)]

    def figure(of: Callable[[list[float], list[float]], float]) -> Callable[[metrics.Picked], float]:
        def value(places: metrics.Picked) -> float:
            some, others = ([both[i] for i in places if bool(i < len(yes)) is side] for side in (True, False))
            return of(some, others) if some and others else float("nan")

        return value

    rows = [
        measured((kind.name, "AUROC"), both, groups, figure(metrics.auroc)),
        measured((kind.name, "refused at 90 %"), both, groups, figure(lambda a, b: metrics.refused(a, b, 0.90))),
        measured((kind.name, "refused at 95 %"), both, groups, figure(lambda a, b: metrics.refused(a, b, 0.95))),
    ]
    ours, theirs = groups[: len(yes)], groups[len(yes) :]
    rows.append(measured((kind.name, "refused as shipped"), [float(sure < shipped) for sure in no], theirs))
    answered = "answerable ones answered as shipped"
    return [*rows, measured((kind.name, answered), [float(sure >= shipped) for sure in yes], ours)]


def _curve(kind: Kind) -> tuple[str, list[tuple[float, float]]]:
    sure, right = [case.sure for case in kind.answerable], [case.right for case in kind.answerable]
    return kind.name, metrics.risk(sure, right, [case.sure for case in kind.unanswerable])


if __name__ == "__main__":
    main()
