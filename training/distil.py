"""Train the evidence reader on what a larger one makes of the same examples, besides what people say of them.

    python -m training.distil FOLDER PUBLISHED WEIGHTS [--exposures N] [--output FILE]

FOLDER and PUBLISHED as for training/teacher.py, which is run first; WEIGHTS are the reader's to start from. The teacher
reads every example once, whole, and its odds are kept in .cache/teacher/odds.npz; the crops that the student reads take
their sentences' part of them. Checkpoints are kept in .cache/distil. The log is written beside the weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import kl_div

from training.loop import CACHE, filled
from training.reader import TARGET, ReaderTrainer
from training.reader_data import Example
from training.reader_network import MASKED, collate
from training.teacher import TeacherTrainer

TAUGHT = 0.5
"""How much of what choosing a sentence costs is the teacher's; the rest is as without one."""
SAVED = 100
"""Batches between two savings of the odds."""


def main() -> None:
    """Let the teacher grade what was not graded yet, train the student, write weights and log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("published", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--exposures", type=int, default=60_000, help="examples read in all")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    teacher = TeacherTrainer(options.folder, 0, options.published)
    teacher.resume()
    student = DistilTrainer(options.folder, options.exposures, options.weights)
    student.learn = graded(teacher, student.learn, TeacherTrainer.cache / "odds.npz")
    student.run(options.output, options.output.with_suffix(".log.json"))


class DistilTrainer(ReaderTrainer):
    """The reader, learning from graded examples."""

    cache = CACHE / "distil"

    def choice(self, share: Tensor, made: Sequence[Example]) -> Tensor:
        """The cross-entropy, and the divergence from the teacher's shares of "none" and the sentences (Hinton,
        Vinyals and Dean 2015)."""
        taught = torch.full(share.shape, MASKED)
        taught[:, 0] = 0
        for row, example in zip(taught, made, strict=True):
            row[1 : 1 + len(example.odds)] = torch.tensor(example.odds)[: share.shape[1] - 1]
        apart = kl_div(share, taught.log_softmax(1), reduction="batchmean", log_target=True)
        return (1 - TAUGHT) * super().choice(share, made) + TAUGHT * apart


def graded(teacher: ReaderTrainer, made: Sequence[Example], file: Path) -> list[Example]:
    """The examples with the teacher's odds, which are kept in `file` and read from there the next time."""
    held: dict[str, np.ndarray] = dict(np.load(file)) if file.exists() else {}
    keys = [_key(example) for example in made]
    missing = list({key: example for key, example in zip(keys, made, strict=True) if key not in held}.values())
    coded = [teacher.code(example) for example in missing]
    teacher.network.eval()
    for number, batch in enumerate(filled(coded)):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            scores = teacher.network(collate([coded[i] for i in batch]))[0].float().numpy()
        for i, row in zip(batch, scores, strict=True):
            odds = np.full(len(missing[i].sentences), MASKED, np.float32)
            odds[: len(row)] = row[: len(odds)]
            held[_key(missing[i])] = odds
        if number % SAVED == SAVED - 1:
            _save(file, held)
    _save(file, held)
    return [replace(example, odds=tuple(map(float, held[key]))) for key, example in zip(keys, made, strict=True)]


def _key(example: Example) -> str:
    told = "\n".join([example.question, example.title, *example.sentences])
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _save(file: Path, held: dict[str, np.ndarray]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, **held)


if __name__ == "__main__":
    main()
