"""What the support judge learns from: made from small files of the same shape as the public data."""

import json
from pathlib import Path
from random import Random

import pytest

from training.plain_text import detokenised
from training.support_data import DOMAINS, NEITHER, SUPPORTS, examples, held_back, joined

PARAGRAPH = (
    "The harbour of Brakvik was built in 1874. Marta Olsen said that 2,300 ships called there in 1912. "
    "The Northline Group bought the Seaward Company in March 1921. Trade may fall again after the war."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "training_pools/support_pool.jsonl", [fever(i) for i in range(12)])
    contexts = [{"src": "qed", "context": PARAGRAPH.replace("Brakvik", f"Brakvik {i}")} for i in range(9)]
    write(tmp_path / "training_pools/reader_span_pool.jsonl", contexts)
    for version in ("1.1", "2.0"):
        data = [{"title": f"T{i}", "paragraphs": [{"context": f"In part {i}. {PARAGRAPH}"}]} for i in range(9)]
        (tmp_path / "squad").mkdir(exist_ok=True)
        (tmp_path / f"squad/squad_v{version}_dev_handout.json").write_text(json.dumps({"data": data}), "utf-8")
    for name in ("claim_dev", "non_supported_tokens_dev", "non_supported_tokens_train"):
        write(tmp_path / f"wice/{name}.jsonl", [wice(i) for i in range(6)])
    (tmp_path / "summedits").mkdir()
    for domain in DOMAINS:
        (tmp_path / f"summedits/summedits_{domain}.json").write_text(json.dumps(summedits(domain)), "utf-8")
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def fever(i: int) -> dict[str, object]:
    label = "SUPPORTED" if i % 2 else "REFUTED"
    evidence = f"Old Pier {i // 2} was built in {1900 + i} -LRB- see map -RRB- ."
    return {"src": "fever-dev", "claim": f"Old Pier {i // 2} was built in 1901.", "evidence": evidence, "label": label}


def wice(i: int) -> dict[str, object]:
    label = ("supported", "partially_supported", "not_supported")[i % 3]
    sentences = ["(meta data) TITLE: Pier", f"Pier {i} is old.", "It is long."]
    gold = [] if label == "not_supported" else [[1]]
    meta = {"claim_title": f"Pier {i}"}
    return {
        "claim": f"Pier {i} is old.",
        "evidence": sentences,
        "supporting_sentences": gold,
        "label": label,
        "meta": meta,
    }


def summedits(domain: str) -> list[dict[str, object]]:
    seed = "Ann asks for butter. Mike agrees."
    wrong = seed.replace("butter", "milk")
    added = seed.replace("Mike agrees.", "Mike agrees gladly at once.")
    both = wrong.replace("agrees", "refuses")
    rows = [(seed, 1, []), (wrong, 0, ["entity_modification"]), (added, 0, ["hallucinated_fact_insertion"])]
    rows += [(both, 0, ["entity_modification", "antonym_swap"]), (seed.replace("asks for", "wants"), 1, [])]
    common = {"doc": f"Ann: Buy some butter in {domain}. Mike: I will.", "original_summary": seed}
    return [{**common, "summary": text, "label": label, "edit_types": edits} for text, label, edits in rows]


def test_no_document_is_on_both_sides(folder: Path) -> None:
    learn, measure = examples(folder)
    assert learn
    assert measure
    assert {e.group for e in learn}.isdisjoint(e.group for e in measure)
    assert not any(held_back(e.group) for e in learn)
    assert all(held_back(e.group) for e in measure)


def test_the_same_seed_gives_the_same_examples(folder: Path) -> None:
    assert examples(folder, 1) == examples(folder, 1)
    assert examples(folder, 1)[0] != examples(folder, 2)[0]


def test_every_example_has_evidence_an_encoder_can_read(folder: Path) -> None:
    for example in [part for side in examples(folder) for part in side]:
        assert 1 <= len(example.evidence) <= 5
        assert sum(len(sentence.split()) for sentence in example.evidence) <= 110
        assert example.label in ("supports", "refutes", "neither")


def test_labels_follow_the_sources(folder: Path) -> None:
    found = {(e.source, e.claim, e.label) for side in examples(folder) for e in side}
    assert ("summedits", "Ann asks for milk.", "refutes") in found
    assert ("summedits", "Mike agrees gladly at once.", "neither") in found
    assert ("summedits", "Ann wants butter.", "supports") in found
    assert not any(claim == "Mike refuses." for _, claim, _ in found)
    assert ("wice", "Pier 0 is old.", "supports") in found
    assert ("wice", "Pier 1 is old.", "neither") in found
    assert {label for source, _, label in found if source == "squad"} >= {"supports", "refutes"}
    assert {label for source, _, label in found if source == "fever"} >= {"supports", "refutes"}


def test_tokens_are_put_together_as_people_write() -> None:
    cut = "`` It is n't far , '' she said -LRB- in 1912 -RRB- ; it 's -LSB- ˈbrɑːkvɪk -RSB- near Oslo ."
    assert detokenised(cut) == "\"It isn't far,\" she said (in 1912); it's near Oslo."


def test_sentences_are_shortened_put_into_another_mouth_and_held_against_what_is_about_something_else() -> None:
    text = [
        "Marta Olsen said that 2,300 ships called there in 1912.",
        "The Northline Group, which owned the quay, bought the Seaward Company in March 1921.",
        "He never saw the harbour again after the war had ended there.",
    ]
    others = ["The choir sang in the square.", "Nobody had paid for the tickets.", "It rained on all of them."]
    made = {one.source: one for one in joined("group", text, others, Random(1))}
    assert made["joined-shortened"].claim == "The Northline Group bought the Seaward Company in March 1921."
    assert made["joined-shortened"].label == SUPPORTS
    assert set(made["joined-stray"].evidence) <= set(others)
    crossed = (
        "Marta Olsen said that the Northline Group, which owned the quay, bought the Seaward Company in March 1921."
    )
    assert (made["joined-crossed"].claim, made["joined-crossed"].label) == (crossed, NEITHER)
