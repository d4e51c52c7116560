"""How well a reader chooses and refuses over what a search finds, by whole questions.

    python -m training.retrieved [WEIGHTS ...]

Prints for each file of a reader's weights (none: those that ship), over the questions of the affairs of `dev` in their
plain wording: how often the sentence it puts first among the windows found is right, how well the best score tells
answerable questions from near misses (AUROC), and the share of near misses refused where 93 and 95 % of the answerable
are answered. One window at a time (training/reader.log.json) hides what eight together do: a near miss has eight
chances of looking like an answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.metrics import auroc, refused
from rag.models import read_weights, reader
from rag.models.reader import Read, Window
from training.labelled_news import AFFAIRS, found_examples


@dataclass(frozen=True, slots=True)
class Found:
    """A question, and the windows found for it, best first."""

    question: str
    answerable: bool
    windows: tuple[Window, ...]
    golds: tuple[frozenset[int], ...]
    """For each window the sentences that answer."""


def search(folder: Path) -> Iterator[Found]:
    """The questions of every affair below `folder`, in their plain wording, with what is found for them."""
    for examples in found_examples(folder, ("plain",)):
        windows = tuple(Window(example.title, example.sentences) for example in examples)
        golds = tuple(frozenset([example.gold, *example.also]) - {None} for example in examples)
        yield Found(examples[0].question, examples[0].source != "affairs nearmiss", windows, golds)


def figures(found: Sequence[Found], read: Read) -> dict[str, float]:
    """First sentence right (of all answerable), its limit, AUROC, and the near misses refused at 93 and 95 %."""
    best, right, among = [], [], []
    for one in found:
        odds = [reading.odds for reading in read(one.question, one.windows)]
        window = int(np.argmax([row.max() for row in odds]))
        best.append(float(odds[window].max()))
        right.append(int(odds[window].argmax()) in one.golds[window])
        among.append(any(one.golds))
    answerable = np.array([one.answerable for one in found])
    yes, no = np.array(best)[answerable], np.array(best)[~answerable]
    return {
        "answerable": len(yes),
        "near misses": len(no),
        "found": float(np.array(among)[answerable].mean()),
        "first right": float(np.array(right)[answerable].mean()),
        "AUROC": auroc(yes, no),
        "refused at 93 %": refused(yes, no, 0.93),
        "refused at 95 %": refused(yes, no, 0.95),
    }


def main() -> None:
    """Search, read with each file of weights, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="*")
    options = parser.parse_args()
    found = list(search(AFFAIRS / "dev"))
    for name, weights in [(path.name, read_weights(path)) for path in options.weights] or [("", reader.shipped())]:
        print(name, {key: round(value, 3) for key, value in figures(found, reader.load(weights)).items()}, flush=True)


if __name__ == "__main__":
    main()
