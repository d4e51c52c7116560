"""Training the reader, on a small network and a made-up rule: it learns, stops, goes on, and writes what ships."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import BertConfig, MPNetConfig

from training import loop
from training.distil import TAUGHT, DistilTrainer, graded
from training.loop import Trainer, encode, filled
from training.reader import ReaderTrainer
from training.reader_data import Example, cropped
from training.reader_network import Coded, ReaderNetwork, collate, padded
from training.teacher import TeacherNetwork, frozen

COLOURS = ("red", "green", "blue", "yellow", "black", "white")
BOATS = ("whale", "otter", "eagle", "heron", "tiger", "horse")


def example(number: int) -> Example:
    """What colour has one of two boats; every third one is asked of a boat that is not there."""
    first, second, third = (BOATS[(number + step) % len(BOATS)] for step in range(3))
    colours = [COLOURS[(number * 5 + step) % len(COLOURS)] for step in range(2)]
    sentences = tuple(f"The {boat} is {colour}." for boat, colour in zip((first, second), colours, strict=True))
    if number % 3 == 2:
        return Example("toy none", str(number), "", f"What colour is the {third}?", sentences, None)
    gold = number % 2
    asked, start = (first, second)[gold], sentences[gold].index(colours[gold])
    answer = (start, start + len(colours[gold]))
    return Example("toy", str(number), "", f"What colour is the {asked}?", sentences, gold, answer)


TOLD = [example(number) for number in range(90)]


class Stopped(Exception):
    """The process was stopped."""


class ToyTrainer(ReaderTrainer):
    """The reader's own training of a far smaller network, stopped after some steps."""

    def __init__(self, cache: Path, exposures: int, stop: int | None = None) -> None:
        torch.manual_seed(3)
        shape = {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 96}
        config = BertConfig(**shape, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        config._attn_implementation = "eager"
        Trainer.__init__(self, ReaderNetwork(config), TOLD, exposures, cache)
        self.measure = TOLD
        self.reword = lambda text, chance: text
        self.stop = stop

    def _learn(self, coded: list[Coded], made: list[Example]) -> None:
        if self.step == self.stop:
            raise Stopped
        super()._learn(coded, made)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, checkpoints often."""
    monkeypatch.setattr(ToyTrainer, "every", 4)
    monkeypatch.setattr(loop, "TOKENS_OF_A_BATCH", 256)


def trained(trainer: ToyTrainer, folder: Path) -> dict[str, torch.Tensor]:
    folder.mkdir(exist_ok=True)
    trainer.run(folder / "weights.safetensors", folder / "log.json")
    return load_file(folder / "weights.safetensors")


def test_training_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole = trained(ToyTrainer(tmp_path / "a", 150), tmp_path / "one")
    with pytest.raises(Stopped):
        trained(ToyTrainer(tmp_path / "b", 150, stop=6), tmp_path / "two")
    parted = trained(ToyTrainer(tmp_path / "b", 150), tmp_path / "two")
    assert whole.keys() == parted.keys()
    assert all(torch.equal(whole[name], parted[name]) for name in whole)
    assert (tmp_path / "one" / "log.json").exists()


def test_what_is_written_is_half_as_wide_and_leaves_the_embeddings_alone(tmp_path: Path) -> None:
    trainer = ToyTrainer(tmp_path / "cache", 60)
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    held = trained(trainer, tmp_path)
    assert {value.dtype for value in held.values()} == {torch.float16}
    assert not [name for name in held if "embeddings." in name]
    for name, value in trainer.network.state_dict().items():
        if "embeddings." in name:
            assert torch.equal(value, before[name])
    assert not torch.equal(trainer.network.sentence.weight, before["sentence.weight"])
    log = json.loads((tmp_path / "log.json").read_text("utf-8"))
    assert log["examples"] == len(TOLD)
    assert log["log"][-1]["examples"] >= 60


def test_training_lowers_the_loss(tmp_path: Path) -> None:
    trainer = ToyTrainer(tmp_path / "cache", 1500)
    coded = [trainer.code(one) for one in TOLD]
    with torch.inference_mode():
        before = float(trainer.loss(coded, TOLD))
    trained(trainer, tmp_path)
    with torch.inference_mode():
        assert float(trainer.loss(coded, TOLD)) < before * 0.8


def test_the_place_of_an_answer_decodes_to_its_words(tmp_path: Path) -> None:
    trainer = ToyTrainer(tmp_path, 1)
    for one in TOLD:
        coded = trainer.code(one)
        first, last = trainer.place(coded, one)
        if one.gold is None or one.answer is None:
            assert (first, last) == (0, 0)
        else:
            words = trainer.tokenizer.decode(coded.ids[first : last + 1])
            assert words == one.sentences[one.gold][slice(*one.answer)]


@pytest.mark.parametrize("title", ["", "On boats"])
def test_each_token_belongs_to_the_sentence_that_it_stands_in(tmp_path: Path, title: str) -> None:
    tokenizer = ToyTrainer(tmp_path, 1).tokenizer
    sentences = ("Ada’s boat sank in 1931.", "Naïve crews – of 12 – swam…", "x")
    coded = encode(tokenizer, "Who sank?", title, sentences)
    for number, text in enumerate(sentences):
        inside = [token for token, owner in zip(coded.ids, coded.owner, strict=True) if owner == number]
        assert inside == tokenizer(text, add_special_tokens=False)["input_ids"]
    outside = [token for token, owner in zip(coded.ids, coded.owner, strict=True) if owner == -1]
    above = tokenizer(f"{title}. " if title else "", add_special_tokens=False)["input_ids"]
    assert outside == [*tokenizer("Who sank?")["input_ids"], *above, tokenizer.sep_token_id]


def test_batches_hold_every_pair_once_and_are_of_one_padded_length() -> None:
    chance = np.random.default_rng(0)
    coded = [Coded([1] * size, [1] * size, [0] * size) for size in chance.integers(3, 150, 200)]
    batches = list(filled(coded))
    assert sorted(place for batch in batches for place in batch) == list(range(200))
    for batch in batches:
        assert len({padded(len(coded[place].ids)) for place in batch}) == 1
        assert len(batch) * padded(len(coded[batch[0]].ids)) <= loop.TOKENS_OF_A_BATCH


def test_padding_does_not_change_what_is_read() -> None:
    torch.manual_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    network = ReaderNetwork(config).eval()
    short = Coded([101, 7592, 102, 2088, 102], [0, 0, 0, 1, 1], [-1, -1, -1, 0, -1])
    long = Coded([101, *[2000] * 40, 102], [0, *[1] * 41], [-1, *[0] * 20, *[1] * 20, -1])
    with torch.inference_mode():
        alone, _ = network(collate([short]))
        beside, spans = network(collate([short, long]))
    assert torch.allclose(alone[0], beside[0, :1], atol=1e-5)
    assert beside[0, 1] < -1000  # a sentence that is not there is never chosen
    assert (spans[0, 5:] < -1000).all()


class ToyTeacher(ToyTrainer):
    """The teacher's kind of network, as small."""

    every = 4

    def __init__(self, cache: Path, exposures: int) -> None:
        torch.manual_seed(3)
        shape = {"hidden_size": 48, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 96}
        config = MPNetConfig(**shape, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        network = frozen(TeacherNetwork(config), 1)
        Trainer.__init__(self, network, TOLD, exposures, cache)
        self.measure, self.reword, self.stop = TOLD, lambda text, chance: text, None


def test_a_teacher_learns_above_the_layers_that_are_frozen(tmp_path: Path) -> None:
    trainer = ToyTeacher(tmp_path / "cache", 600)
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    trained(trainer, tmp_path)
    moved = {name for name, value in trainer.network.state_dict().items() if not torch.equal(value, before[name])}
    assert {name.split(".")[3] for name in moved if name.startswith("encoder.encoder.layer.")} == {"1", "2"}
    assert not [name for name in moved if "embeddings" in name or "relative" in name]
    assert trainer.log[-1]["toy sentence"] > 0.5


class ToyStudent(ToyTrainer, DistilTrainer):
    """The reader's training on graded examples, of a far smaller network."""


def test_odds_are_kept_on_disk_and_stay_with_their_sentences(tmp_path: Path) -> None:
    teacher = ToyTrainer(tmp_path, 1)
    taught = graded(teacher, TOLD, tmp_path / "odds.npz")
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        scores, _ = teacher.network.eval()(collate([teacher.code(TOLD[4])]))
    assert taught[4].odds == pytest.approx(scores[0].tolist(), abs=0.02)
    teacher.network.forward = None  # type: ignore[assignment]
    assert graded(teacher, TOLD, tmp_path / "odds.npz") == taught
    chance = random.Random(0)
    for one in taught:
        crop = cropped(one, chance, 5)
        assert crop.odds == tuple(one.odds[one.sentences.index(text)] for text in crop.sentences)


def test_the_teacher_costs_nothing_where_the_student_agrees_with_it(tmp_path: Path) -> None:
    student = ToyStudent(tmp_path, 1)
    made = [replace(TOLD[0], odds=(2.0, -1.0)), replace(TOLD[2], odds=(-3.0, 0.5))]
    share = torch.tensor([[0.0, 2.0, -1.0], [0.0, -3.0, 0.5]]).log_softmax(1)
    plain = ReaderTrainer.choice(student, share, made)
    assert torch.allclose(student.choice(share, made), (1 - TAUGHT) * plain)
    apart = torch.tensor([[0.0, -1.0, 2.0], [0.0, -3.0, 0.5]]).log_softmax(1)
    more = student.choice(apart, made) - (1 - TAUGHT) * ReaderTrainer.choice(student, apart, made)
    shares = np.exp(np.array([[0.0, 2.0, -1.0], [0.0, -1.0, 2.0]]))
    first, second = shares / shares.sum(1, keepdims=True)
    assert float(more) == pytest.approx(TAUGHT * float((first * np.log(first / second)).sum()) / 2, rel=1e-4)
