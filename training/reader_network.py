"""The evidence reader as torch trains it. The product runs the same weights without torch (rag/models/reader.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel, PreTrainedConfig, PreTrainedModel

MASKED = -1e4
STEP = 16


@dataclass(frozen=True, slots=True)
class Coded:
    """One (question, passage) pair: token ids, token types, and for each token the number of its sentence or -1."""

    ids: list[int]
    types: list[int]
    owner: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of b pairs of at most t tokens and s sentences."""

    ids: Tensor
    """int64 [b, t]"""
    types: Tensor
    """int64 [b, t]: 1 in the passage, 0 elsewhere"""
    mask: Tensor
    """int64 [b, t]: 0 on padding"""
    membership: Tensor
    """float32 [b, s, t]: a sentence's tokens, each with an equal share of 1; zeros for a sentence that is not there"""

    @property
    def allowed(self) -> Tensor:
        """bool [b, t]: where an answer may begin and end; [CLS] stands for "no answer"."""
        inside = self.membership.sum(1) > 0
        inside[:, 0] = True
        return inside


class ReaderNetwork(nn.Module):
    """An encoder of all-MiniLM-L6-v2's shape reading [CLS] question [SEP] passage [SEP], with small linear heads."""

    kind: type[PreTrainedModel] = BertModel

    def __init__(self, config: PreTrainedConfig) -> None:
        super().__init__()
        self.encoder = self.kind(config, add_pooling_layer=False)
        width = config.hidden_size
        self.sentence, self.none, self.span = nn.Linear(width, 1), nn.Linear(width, 1), nn.Linear(width, 2)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Sentence scores [b, s], the log-odds of "this one answers" against "none of them does", and the logits
        [b, t, 2] of where the answer begins and ends."""
        states = self.encoder(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        ).last_hidden_state.float()
        scores = self.sentence(batch.membership @ states).squeeze(-1) - self.none(states[:, 0])
        spans = self.span(states).masked_fill(~batch.allowed.unsqueeze(-1), MASKED)
        return scores.masked_fill(batch.membership.sum(-1) == 0, MASKED), spans


class JudgeNetwork(nn.Module):
    """The same encoder reading [CLS] claim [SEP] evidence [SEP], with one head on [CLS]."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.verdict = nn.Linear(config.hidden_size, 3)

    def forward(self, batch: Batch) -> Tensor:
        """Logits [b, 3] of supports, refutes, neither."""
        states = self.encoder(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        ).last_hidden_state
        verdict: Tensor = self.verdict(states[:, 0].float())
        return verdict


def padded(length: int) -> int:
    """The next multiple of `STEP`."""
    return -(-length // STEP) * STEP


def collate(coded: Sequence[Coded]) -> Batch:
    """The pairs padded to the longest of them, in steps: kernels are built anew for every shape they meet."""
    length = padded(max(len(one.ids) for one in coded))
    sentences = max(1, 1 + max(max(one.owner) for one in coded))
    ids, types, mask = (torch.zeros(len(coded), length, dtype=torch.long) for _ in range(3))
    membership = torch.zeros(len(coded), sentences, length)
    for row, one in enumerate(coded):
        size = len(one.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = torch.tensor(one.ids), torch.tensor(one.types), 1
        owners = torch.tensor(one.owner)
        for number in range(max(one.owner) + 1):
            inside = (owners == number).float()
            membership[row, number, :size] = inside / inside.sum().clamp(min=1)
    return Batch(ids, types, mask, membership)
