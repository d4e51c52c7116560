"""Fit what makes a sentence a point of a broad answer, and write rag/answering/points.npz.

    python -m training.fit_points

Fitted on training/affairs/train, in both wordings; the figures that are printed are of training/affairs/dev. A question
is looked up and read as the product does it; its points each have the sentences that make it. First a linear rule for
each kind; then, for lists and comparisons, over what affairs it was not fitted on get by it, a small network that sees
what stands beside each sentence. The reader decides much of it: a new reader needs a new fit."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

import rag.answering.rerank as rerank
from rag.answering.beside import LAYERS, Place, apply, place
from rag.answering.points import FEATURES, FILE, IN_ROWS, KINDS, describe, inputs
from rag.answering.rerank import READ_FOR_MANY, Scored
from rag.answering.select import LIKELY, MANY
from rag.answering.weights import load
from rag.models.reader import read
from rag.question.analysis import analyse
from rag.search.embed import MiniLMEncoder
from rag.search.index import Index
from rag.types import Passage, QuestionKind
from rag.update import update
from training.fitting import decision
from training.labelled_news import AFFAIRS

TARGET = Path(__file__).parent.parent / "rag" / "answering" / FILE

L2 = 1e-2
"""Chosen on `dev`: the states have many numbers."""
FOLDS = 6
NETWORKS, HIDDEN, DROPPED = 3, 32, 0.2
ROUNDS, BATCH, RATE, DECAY = 8, 512, 2e-3, 1e-2
"""Of 16, 32 and 64 hidden numbers, and 8 and 16 rounds, those tried did equally well on `dev`."""

Linear = dict[str, tuple[np.ndarray, float]]


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """One question with its candidates."""

    affair: str
    kind: str
    rows: np.ndarray
    makes: np.ndarray
    """bool [points, candidates]: whether a candidate makes a point."""
    places: Sequence[Place]


def main() -> None:
    """Fit, print how much of the points the likeliest candidates make on `dev`, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=TARGET)
    fit(list(questions(AFFAIRS / "train")), list(questions(AFFAIRS / "dev")), parser.parse_args().output)


def fit(fitted: Sequence[LabelledQuestion], told: Sequence[LabelledQuestion], output: Path) -> None:
    """Fit on some questions, print the figures of others, write the weights."""
    linear = linear_rules(fitted)
    in_rows = [one for one in fitted if one.kind in IN_ROWS]
    networks = fit_networks(list(zip(in_rows, left_out(in_rows), strict=True)))
    for kind in KINDS:
        some = [one for one in told if one.kind == kind]
        alone = [one.rows @ linear[kind][0] + linear[kind][1] for one in some]
        _print(f"{kind}, alone:", some, alone)
        if kind in IN_ROWS:
            pairs = zip(some, alone, strict=True)
            _print(
                f"{kind}, in a row:", some, [apply(inputs(kind, one.rows, v, one.places), networks) for one, v in pairs]
            )
    weights = {kind: np.append(*linear[kind]).astype(np.float32) for kind in KINDS}
    held = {name: values.astype(np.float32) for name, values in networks.items()}
    np.savez(output, features=np.array(FEATURES), **weights, **held)


def linear_rules(some: Sequence[LabelledQuestion]) -> Linear:
    """For each kind the weights of the rows, and what is added."""
    rules = {}
    for kind in sorted({one.kind for one in some}):
        rows = np.concatenate([one.rows for one in some if one.kind == kind])
        right = np.concatenate([one.makes.any(axis=0) for one in some if one.kind == kind])
        rules[kind] = decision(rows, right, np.ones(len(rows)), [0] * rows.shape[1], l2=L2)
    return rules


def left_out(some: Sequence[LabelledQuestion]) -> list[np.ndarray]:
    """The values of the candidates of each question by rules fitted without its affair."""
    affairs = sorted({one.affair for one in some})
    fold = {affair: number % FOLDS for number, affair in enumerate(affairs)}
    rules = [linear_rules([one for one in some if fold[one.affair] != number]) for number in range(FOLDS)]
    return [one.rows @ rule[0] + rule[1] for one in some for rule in [rules[fold[one.affair]][one.kind]]]


def fit_networks(some: Sequence[tuple[LabelledQuestion, np.ndarray]]) -> dict[str, np.ndarray]:
    """The networks over what stands beside one another, as `rag.answering.beside.apply` takes them."""
    rows = np.concatenate([inputs(one.kind, one.rows, values, one.places) for one, values in some])
    right = torch.tensor(np.concatenate([one.makes.any(axis=0) for one, _ in some]), dtype=torch.float32)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    seen = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    found = [_network(seen, right, seed) for seed in range(NETWORKS)]
    held: dict[str, np.ndarray] = {"mean": mean, "scale": scale}
    for layer in range(LAYERS):
        linear = [[part for part in network if isinstance(part, nn.Linear)][layer] for network in found]
        held[f"weights{layer}"] = np.stack([one.weight.detach().numpy().T for one in linear])
        held[f"bias{layer}"] = np.stack([one.bias.detach().numpy() for one in linear])
    return held


def _network(seen: torch.Tensor, right: torch.Tensor, seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(seen.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(DROPPED),
        nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Dropout(DROPPED), nn.Linear(HIDDEN, 1),
    )  # fmt: skip
    steps = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for _ in range(ROUNDS):
        for batch in torch.randperm(len(seen)).split(BATCH):
            steps.zero_grad()
            nn.functional.binary_cross_entropy_with_logits(network(seen[batch])[:, 0], right[batch]).backward()
            steps.step()
    return network.eval()


def questions(folder: Path) -> Iterator[LabelledQuestion]:
    """The broad questions of the affairs below `folder`, in both wordings."""
    encoder = MiniLMEncoder()
    for file in sorted(folder.glob("*/questions.jsonl")):
        with tempfile.TemporaryDirectory() as temporary, Index(temporary, encoder) as index:
            with index.writer() as writer:
                update(file.parent / "articles", writer, encoder)
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                if row["kind"] in KINDS:
                    for text in dict.fromkeys((row["question"], row.get("plain") or row["question"])):
                        yield _asked(row, index, text, file.parent.name)


def _asked(row: dict[str, Any], index: Index, text: str, affair: str) -> LabelledQuestion:
    kind = QuestionKind(row["kind"])
    found = index.retrieve(text, READ_FOR_MANY)
    question = analyse(found, kind)
    scored = rerank.score(question, rerank.rank(question, found, load()), read)
    makes = [[_makes(one, point) for one in scored] for point in row["points"]]
    places = [place(one.candidate) for one in scored]
    return LabelledQuestion(affair, kind.value, describe(question, scored), np.array(makes), places)


def _makes(scored: Scored, point: list[dict[str, str]]) -> bool:
    return any(covers(passage, span) for passage in scored.candidate.run for span in point)


def covers(passage: Passage, span: dict[str, str]) -> bool:
    """Whether a sentence holds half of a labelled span, or is half inside it."""
    start = passage.article.text.find(span["text"]) if passage.article.id.endswith(f"/{span['article']}") else -1
    common = min(start + len(span["text"]), passage.end) - max(start, passage.start)
    return start >= 0 and common >= 0.5 * min(len(span["text"]), passage.end - passage.start)


def _print(name: str, some: Sequence[LabelledQuestion], odds: Sequence[np.ndarray]) -> None:
    figures = [_figures(one, values) for one, values in zip(some, odds, strict=True)]
    print(name, "points, useful:", np.mean(figures, axis=0).round(3), "of", len(figures))


def _figures(asked: LabelledQuestion, odds: np.ndarray) -> tuple[float, float]:
    """The share of the points that the likeliest candidates make, and the share of those that make one."""
    likeliest = np.argsort(-odds, kind="stable")[:MANY]
    taken = [i for number, i in enumerate(likeliest) if not number or odds[i] >= LIKELY]
    return float(asked.makes[:, taken].any(axis=1).mean()), float(asked.makes[:, taken].any(axis=0).mean())


if __name__ == "__main__":
    main()
