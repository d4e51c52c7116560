"""What the evidence reader learns from: the answer lies in the gold sentence, and a negative holds no answer."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from training.reader_data import (
    Example,
    cropped,
    elsewhere,
    examples,
    held_back,
    misnamed,
    neighbours,
    pool,
    squad,
    swapped,
    without_gold,
)

SENTENCES = ("Ada built a boat.", "It sank in 1931 near Oslo.", "Nobody was hurt.", "The insurer paid Ada in full.")
ASKED = Example("squad", "Boats", "Boats", "When did Ada's boat sink?", SENTENCES, 1, (11, 15))


def squad_file(folder: Path, version: str, title: str, paragraphs: list[dict]) -> None:
    (folder / "squad").mkdir(exist_ok=True)
    data = {"data": [{"title": title, "paragraphs": paragraphs}]}
    (folder / "squad" / f"squad_v{version}_dev_handout.json").write_text(json.dumps(data), "utf-8")


def paragraph(number: int, version: str) -> dict:
    context = f"Ada built boat {number}. It sank in 19{number + 10} near Oslo. Nobody aboard was hurt at all."
    year = f"19{number + 10}"
    answer = {"text": year, "answer_start": context.index(year)}
    asked = [
        {"id": f"{number}", "question": f"When did boat {number} sink?", "answers": [answer], "is_impossible": False}
    ]
    if version == "2.0":
        likely = [{"text": "Oslo", "answer_start": context.index("Oslo")}]
        impossible = {"id": f"{number}x", "question": "Who painted it?", "answers": [], "is_impossible": True}
        asked.append(impossible | {"plausible_answers": likely})
    return {"context": context, "qas": asked}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    squad_file(tmp_path, "2.0", "Old_boats", [paragraph(n, "2.0") for n in range(20, 32)])
    squad_file(tmp_path, "1.1", "Old_boats", [paragraph(n, "1.1") for n in range(20, 34)])
    rows = []
    for source in ("qed", "qamr", "fairytaleqa"):
        for n in range(60):
            context = f"The miller {n} of {source} had three sons. The youngest of them got a cat number {n} from him."
            start = context.index("a cat")
            asked = f"What did the youngest son of miller {n} get?"
            rows.append(
                {"id": f"{source}{n}", "question": asked, "context": context, "src": source}
                | {"answers": [{"text": "a cat", "start": start}]}
            )
    (tmp_path / "training_pools").mkdir()
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "training_pools" / "reader_span_pool.jsonl").write_text(text, "utf-8")
    return tmp_path


def test_every_answer_is_the_slice_of_its_gold_sentence(folder: Path) -> None:
    made = [e for e in (*squad(folder), *pool(folder)) if e.gold is not None]
    assert len(made) > 100
    for example in made:
        assert example.gold is not None
        assert example.answer is not None
        words = example.sentences[example.gold][slice(*example.answer)]
        assert words == "a cat" or (words.isdigit() and len(words) == 4)


def test_a_question_of_both_squads_is_read_once(folder: Path) -> None:
    questions = [e.question for e in squad(folder) if e.source == "squad"]
    assert len(questions) == len(set(questions)) == 14


def test_impossible_questions_have_no_gold_and_keep_their_passage(folder: Path) -> None:
    impossible = [e for e in squad(folder) if e.source == "squad unanswerable"]
    assert len(impossible) == 12
    assert all(e.gold is None and len(e.sentences) == 3 for e in impossible)
    assert all("Oslo" in e.sentences[e.near] for e in impossible if e.near is not None)
    assert not any(e.near is None for e in impossible)


def test_what_is_learnt_and_what_is_measured_share_no_document(folder: Path) -> None:
    learn, measure = examples(folder, 1)
    assert not {e.sentences for e in learn if " " not in e.source} & {e.sentences for e in measure}
    assert {e.group for e in learn if e.source == "squad"} | {e.group for e in measure if e.source == "squad"}


def test_the_split_is_the_same_for_ever() -> None:
    names = ["Pharmacy", "Warsaw", "Oxygen", "Genghis_Khan", "Ctenophora", "Normans"]
    assert [held_back(name) for name in names] == [True, True, False, True, True, False]


def test_the_same_seed_gives_the_same_examples(folder: Path) -> None:
    assert examples(folder, 1) == examples(folder, 1)
    assert examples(folder, 1) != examples(folder, 2)


def test_without_its_sentence_nothing_answers() -> None:
    less = without_gold(ASKED)
    assert less.gold is None
    assert less.answer is None
    assert less.sentences == (SENTENCES[0], *SENTENCES[2:])


def test_another_paragraph_does_not_hold_the_answer(folder: Path) -> None:
    made = [e for e in squad(folder) if e.source == "squad"]
    others = list(neighbours(made, random.Random(0)))
    assert others
    for other in others:
        own = next(e for e in made if e.question == other.question)
        assert own.gold is not None
        assert own.answer is not None
        assert own.sentences[own.gold][slice(*own.answer)] not in " ".join(other.sentences)
        assert other.gold is None


def test_a_swapped_question_asks_for_what_the_passage_does_not_hold() -> None:
    asked = replace(ASKED, question="What happened to the boat in 1931?")
    made = list(swapped([asked] * 5, random.Random(0)))
    assert len(made) == 5
    assert all("1931" not in e.question and e.gold is None for e in made)


TWO = (
    "Maria Holm told Peter Brandt of nine crowns.",
    "The lawyer, Clara Voss, advised Oslo Shipping against it.",
)
TOLD = Example("squad", "Crowns", "", "What did Maria Holm say?", TWO, 0, (32, 43))


def test_a_misnamed_question_asks_about_somebody_else_of_the_same_passage() -> None:
    made = list(misnamed([TOLD] * 30, random.Random(0)))
    assert {e.question for e in made} == {
        f"What did {name} say?" for name in ("Peter Brandt", "Clara Voss", "Oslo Shipping")
    }
    assert all(e.gold is None and e.answer is None and e.near == 0 and e.sentences == TWO for e in made)


def test_a_question_is_not_misnamed_by_its_own_answer_or_where_nobody_else_is_named() -> None:
    answered_by_a_name = replace(TOLD, question="Who did Maria Holm say it to?", answer=(16, 28))
    assert {e.question for e in misnamed([answered_by_a_name] * 30, random.Random(0))} == {
        f"Who did {name} say it to?" for name in ("Clara Voss", "Oslo Shipping")
    }
    assert not list(
        misnamed(
            [replace(TOLD, sentences=("Maria Holm told nobody of nine crowns.",), answer=(26, 37))], random.Random(0)
        )
    )
    assert not list(misnamed([replace(TOLD, question="what was said?")], random.Random(0)))


def test_a_question_from_elsewhere_is_asked_about_a_name_of_the_passage() -> None:
    other = Example("squad", "Songs", "", "Which symphony did Anton Berg say he wrote?", ("Anton Berg wrote.",), 0)
    made = [e for e in elsewhere([TOLD, other] * 20, random.Random(0)) if e.group == "Crowns"]
    assert made
    for example in made:
        assert example.question.startswith("Which symphony did ")
        assert example.gold is None
        assert example.near is not None
        name = example.question.removeprefix("Which symphony did ").removesuffix(" say he wrote?")
        assert name in example.sentences[example.near]


def test_a_crop_without_an_answer_keeps_the_sentence_that_looks_like_one() -> None:
    impossible = replace(ASKED, gold=None, answer=None, near=2)
    for seed in range(20):
        assert SENTENCES[2] in cropped(impossible, random.Random(seed), 4).sentences
    anywhere = {cropped(replace(impossible, near=None), random.Random(seed), 1).sentences for seed in range(40)}
    assert anywhere == {(text,) for text in SENTENCES}


@pytest.mark.parametrize("budget", [1, 6, 11, 100])
def test_a_crop_is_a_run_of_whole_sentences_with_the_gold_one(budget: int) -> None:
    for seed in range(20):
        crop = cropped(ASKED, random.Random(seed), budget)
        assert crop.gold is not None
        assert crop.sentences[crop.gold] == SENTENCES[1]
        assert " ".join(crop.sentences) in " ".join(SENTENCES)
        assert len(crop.sentences) == 1 or sum(len(s.split()) for s in crop.sentences) <= budget
