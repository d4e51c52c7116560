"""Train the support judge and write rag/models/nli.safetensors.

    python -m training.judge FOLDER [--exposures N] [--start WEIGHTS]

FOLDER holds the unpacked public data; training/support_data.py and training/labelled_news.py say what is read of it and
of the affairs. Starts from the evidence reader, which has learnt to read a sentence together with a passage, or
from the weights named with `--start`. A checkpoint is kept in .cache/judge; the same command goes on from it. The log
is written to training/judge.log.json.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import cross_entropy

from training import written_passages
from training.fitting import auroc
from training.labelled_news import AFFAIRS, claim_examples
from training.loop import CACHE, ROOT, SEED, Trainer, encode, filled, minilm, settings
from training.reader import TARGET as READER
from training.reader_network import Coded, JudgeNetwork, collate
from training.support_data import NEITHER, REFUTES, SUPPORTS, SupportExample, examples, held_back

TARGET = ROOT / "rag" / "models" / "nli.safetensors"
LOG = ROOT / "training" / "judge.log.json"
LABELS = (SUPPORTS, REFUTES, NEITHER)
SMOOTHED = 0.05
MECHANICAL_KEPT = 0.35
"""Sentences made false or reworded by rule are many and alike: so many of them are read, drawn anew each time."""
WRITTEN = frozenset({"fever", "summedits", "wice", "affairs", "written"})
MEASURED = 150
"""Claims of each source and label in the log."""


def main() -> None:
    """Train, go on training, or stop at the number of examples asked for; then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--exposures", type=int, default=40_000, help="examples read in all")
    parser.add_argument("--output", type=Path, default=TARGET)
    parser.add_argument("--start", type=Path, default=READER, help="the weights to start from")
    options = parser.parse_args()
    JudgeTrainer(options.folder, options.start, options.exposures).run(options.output, LOG)


class JudgeTrainer(Trainer[SupportExample]):
    """Whether evidence supports a claim, refutes it, or does neither."""

    network: JudgeNetwork

    def __init__(self, folder: Path, start: Path, exposures: int) -> None:
        learn, measure = examples(folder)
        learn += claim_examples(AFFAIRS / "train")
        measure += claim_examples(AFFAIRS / "dev")
        for example in written_passages.claims(folder):
            (measure if held_back(example.group) else learn).append(example)
        network = JudgeNetwork(settings())
        read = {name: value.float() for name, value in load_file(start).items() if _shared(name, network)}
        network.load_state_dict(minilm() | read, strict=False)
        super().__init__(network, learn, exposures, CACHE / "judge")
        self.measure = _some(measure)

    def epoch(self, chance: random.Random) -> list[SupportExample]:
        """All that people wrote, and some of what was made by rule."""
        return [e for e in super().epoch(chance) if _family(e) in WRITTEN or chance.random() < MECHANICAL_KEPT]

    def code(self, example: SupportExample) -> Coded:
        """The claim and its evidence in tokens."""
        return encode(self.tokenizer, example.claim, "", example.evidence)

    def loss(self, coded: Sequence[Coded], made: Sequence[SupportExample]) -> Tensor:
        """Cross-entropy of the label."""
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.network(collate(coded))
        labels = torch.tensor([LABELS.index(example.label) for example in made])
        return cross_entropy(logits.float(), labels, label_smoothing=SMOOTHED)

    def figures(self) -> dict[str, float]:
        """By source, how well support is told from the other two: AUROC, and balanced accuracy at even odds."""
        made, coded = self.measure, [self.code(example) for example in self.measure]
        support = np.zeros(len(made))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for batch in filled(coded):
                support[batch] = self.network(collate([coded[i] for i in batch])).float().softmax(1)[:, 0].numpy()
        source = np.array([_family(example) for example in made])
        true = np.array([example.label == SUPPORTS for example in made])
        figures = {}
        for name in sorted(set(source)):
            good, bad = support[(source == name) & true], support[(source == name) & ~true]
            if len(good) and len(bad):
                figures[f"{name} AUROC"] = auroc(good, bad)
                figures[f"{name} balanced"] = float(((good >= 0.5).mean() + (bad < 0.5).mean()) / 2)
        return figures


def _shared(name: str, network: JudgeNetwork) -> bool:
    """Whether the network has such a weight: the reader's heads are not its own."""
    return name in network.state_dict()


def _family(example: SupportExample) -> str:
    return example.source.split("-")[0].split(" ")[0]


def _some(made: list[SupportExample]) -> list[SupportExample]:
    """Some of each source and label, of the documents held back."""
    chance = random.Random(SEED)
    kinds: dict[tuple[str, str], list[SupportExample]] = {}
    for example in chance.sample(made, len(made)):
        kinds.setdefault((_family(example), example.label), []).append(example)
    return [example for found in kinds.values() for example in found[:MEASURED]]


if __name__ == "__main__":
    main()
