"""Train the evidence reader and write rag/models/reader.safetensors.

    python -m training.reader FOLDER [--exposures N] [--start WEIGHTS]

FOLDER holds the unpacked public data (training/README.md); the affairs (training/labelled_news.py) and what was written
over single passages (training/written_passages.py) are read besides.
Starts from all-MiniLM-L6-v2, or from weights that an earlier run wrote. A checkpoint is kept in
.cache/reader; the same command goes on from it. The log is written to training/reader.log.json.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import cross_entropy

from training import written_passages
from training.fitting import auroc
from training.labelled_news import AFFAIRS, question_examples
from training.loop import CACHE, ROOT, SEED, Trainer, encode, filled, minilm, settings
from training.reader_data import Example, cropped, examples, held_back
from training.reader_network import MASKED, Coded, ReaderNetwork, collate
from training.rewording import load as load_rewording
from training.vectors import Vectors

TARGET = ROOT / "rag" / "models" / "reader.safetensors"
LOG = ROOT / "training" / "reader.log.json"
BUDGETS = (25, 40, 60, 90, 120)
"""Words of the passages that are read, drawn evenly."""
SPAN_SHARE = 0.4
TITLED, REWORDED = 0.6, 0.4
WRITTEN = ("affairs", "written")
REST_KEPT = 0.35
"""The public sets outweigh what is about news: so many of their examples are read, drawn anew each time."""
MEASURED = 150
"""Questions of each kind in the log."""


def main() -> None:
    """Train, go on training, or stop at the number of examples asked for; then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", type=Path, help="the weights to start from")
    parser.add_argument("--exposures", type=int, default=215_000, help="examples read in all")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    ReaderTrainer(options.folder, options.exposures, options.start).run(options.output, LOG)


class ReaderTrainer(Trainer[Example]):
    """Choosing the sentence that answers, or none; and where in it the answer stands."""

    network: ReaderNetwork
    cache = CACHE / "reader"
    budgets = BUDGETS

    def __init__(self, folder: Path, exposures: int, start: Path | None) -> None:
        learn, measure = examples(folder, SEED)
        learn += question_examples(AFFAIRS / "train")
        measure += question_examples(AFFAIRS / "dev")
        for example in written_passages.questions(folder):
            (measure if held_back(example.group) else learn).append(example)
        super().__init__(self.begin(start), learn, exposures, self.cache)
        self.measure = _some(measure)
        self.reword = load_rewording(Vectors(CACHE / "training" / "vectors.npz"))

    def begin(self, start: Path | None) -> ReaderNetwork:
        """The network before training, with the weights of an earlier run where they are named."""
        network = ReaderNetwork(settings())
        read = {name: value.float() for name, value in load_file(start).items()} if start else {}
        network.load_state_dict(minilm() | read, strict=False)
        return network

    def epoch(self, chance: random.Random) -> list[Example]:
        """Everything about news and everything written for this, with part of the rest."""
        return [e for e in super().epoch(chance) if e.source.startswith(WRITTEN) or chance.random() < REST_KEPT]

    def varied(self, example: Example, chance: random.Random) -> Example:
        """A crop of the passage, with or without the title, the question in its own words or others."""
        example = cropped(example, chance, chance.choice(self.budgets))
        question = self.reword(example.question, chance) if chance.random() < REWORDED else example.question
        return replace(example, question=question, title=example.title if chance.random() < TITLED else "")

    def code(self, example: Example) -> Coded:
        """The question and its passage in tokens."""
        return encode(self.tokenizer, example.question, example.title, example.sentences)

    def loss(self, coded: Sequence[Coded], made: Sequence[Example]) -> Tensor:
        """Cross-entropies of the sentence that answers (or none of them) and of the answer's first and last token."""
        with torch.autocast("cpu", torch.bfloat16):
            scores, spans = self.network(collate(coded))
        share = torch.cat([torch.zeros(len(made), 1), scores.float()], 1).log_softmax(1)
        chosen = self.choice(share, made)
        places = torch.tensor([self.place(one, example) for one, example in zip(coded, made, strict=True)])
        first, last = spans.float().unbind(-1)
        return chosen + SPAN_SHARE * (cross_entropy(first, places[:, 0]) + cross_entropy(last, places[:, 1])) / 2

    def choice(self, share: Tensor, made: Sequence[Example]) -> Tensor:
        """What the log shares [b, 1 + s] of "none" and of each sentence cost."""
        return -torch.logsumexp(share + _allowed(made, share.shape[1] - 1), 1).mean()

    def place(self, coded: Coded, example: Example) -> tuple[int, int]:
        """First and last token of the answer; (0, 0), [CLS], where there is none or it was cut off."""
        if example.gold is None or example.answer is None:
            return 0, 0
        inside = [i for i, owner in enumerate(coded.owner) if owner == example.gold]
        text = example.sentences[example.gold]
        offsets = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        touched = [i for i, (a, b) in enumerate(offsets) if a < example.answer[1] and b > example.answer[0]]
        if not touched or touched[-1] >= len(inside):
            return 0, 0
        return inside[touched[0]], inside[touched[-1]]

    def figures(self) -> dict[str, float]:
        """Share of right sentences by source, and per kind of unanswerable question how well it is told (AUROC)."""
        made, coded = self.measure, [self.code(example) for example in self.measure]
        best, right = np.zeros(len(made)), np.zeros(len(made), dtype=bool)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for batch in filled(coded):
                scores = self.network(collate([coded[i] for i in batch]))[0].float().numpy()
                for i, row in zip(batch, scores, strict=True):
                    best[i], right[i] = row.max(), row.argmax() in (made[i].gold, *made[i].also)
        kind = np.array([example.source for example in made])
        positive = {source: best[kind == source] for source in set(kind) if " " not in source}
        sentence = {f"{source} sentence": float(right[kind == source].mean()) for source in sorted(positive)}
        refused = {
            f"{source} AUROC": auroc(positive[source.split()[0]], best[kind == source])
            for source in sorted(set(kind))
            if " " in source and source.split()[0] in positive
        }
        return sentence | refused


def _allowed(made: Sequence[Example], sentences: int) -> Tensor:
    """float32 [examples, 1 + sentences]: 0 where a sentence (first column: none of them) is right, else very low."""
    allowed = torch.full((len(made), 1 + sentences), MASKED)
    for row, example in zip(allowed, made, strict=True):
        row[[0] if example.gold is None else [1 + number for number in (example.gold, *example.also)]] = 0
    return allowed


def _some(made: list[Example]) -> list[Example]:
    """Some of each kind, of the documents held back."""
    chance = random.Random(SEED)
    kinds: dict[str, list[Example]] = {}
    for example in chance.sample(made, len(made)):
        kinds.setdefault(example.source, []).append(example)
    return [cropped(example, chance, max(BUDGETS)) for found in kinds.values() for example in found[:MEASURED]]


if __name__ == "__main__":
    main()
