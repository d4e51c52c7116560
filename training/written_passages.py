"""What was written by hand over single passages, for both networks.

A row of `training/passages/*.jsonl` belongs to one passage: a question that it almost answers, in two wordings (`near`,
`near2`), one in nearly the same words that it does answer (`twin`), and three claims (`supported`, `refuted`,
`unsaid`). Passages of the affairs stand in the row; those of the public sets are found in FOLDER by their hash
(`id`), so that no text of others is kept here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.plain_text import detokenised
from training.reader_data import Example, cut
from training.support_data import NEITHER, REFUTES, SUPPORTS, SupportExample

PASSAGES = Path(__file__).parent / "passages"
ELIDED = Path(__file__).parent / "elided.jsonl"
AFFAIRS = "affairs of train"
"""The group of the passages of the affairs, which are all learnt from."""


def rows(folder: Path) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """(the text by which the public sets are split, or "" for an affair's; the passage's sentences; the row)."""
    public = _public(folder)
    for file in sorted(PASSAGES.glob("*.jsonl")):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            text = public.get(row["id"], "")
            sentences = row.get("sentences") or [text[a:b] for a, b in cut(text)]
            yield text, tuple(map(detokenised, sentences)), row


def _public(folder: Path) -> dict[str, str]:
    """The texts of QED, HotpotQA and MuSiQue by the beginning of their hash."""
    pool = (folder / "training_pools" / "reader_span_pool.jsonl").read_text("utf-8").splitlines()
    multihop = folder / "hipporag_multihop"
    texts = [row["context"] for row in map(json.loads, pool) if row["src"] == "qed"]
    texts += [row["text"] for row in json.loads((multihop / "musique_train_corpus.json").read_text("utf-8"))]
    texts += [
        "".join(text) for text in json.loads((multihop / "hotpotqa_train_corpus.json").read_text("utf-8")).values()
    ]
    return {sha256(text.encode()).hexdigest()[:16]: text for text in texts}


def questions(folder: Path) -> Iterator[Example]:
    """The near misses in both wordings, without an answer, and the questions that are answered."""
    for text, plain, row in rows(folder):
        group = sha256(text.encode()).hexdigest() if text else AFFAIRS
        answer = detokenised(row["answer"])
        start = plain[row["twin_sentence"]].find(answer)
        span = (start, start + len(answer)) if start >= 0 else None
        yield Example("written", group, "", row["twin"], plain, row["twin_sentence"], span)
        for asked in (row["near"], row["near2"]):
            yield Example("written nearmiss", group, "", asked, plain, None, near=row["sentence"])


def unnamed() -> Iterator[tuple[Example, ...]]:
    """The questions of `training/elided.jsonl`, each over all passages of its group: most are answered by a sentence
    that does not name what they are about, beside one that does; the group is the one of the row."""
    for row in map(json.loads, ELIDED.read_text("utf-8").splitlines()):
        for asked in row["questions"]:
            yield tuple(_of_group(row["id"], asked, number, passage) for number, passage in enumerate(row["passages"]))


def _of_group(group: str, asked: dict[str, Any], number: int, passage: dict[str, Any]) -> Example:
    source = "unnamed" if asked["answer"] else "unnamed nearmiss"
    example = Example(source, group, passage["title"], asked["question"], tuple(passage["sentences"]), None)
    right = [sentence for place, sentence in asked.get("also", ()) if place == number]
    if asked["passage"] != number:
        return replace(example, gold=right[0], also=tuple(right[1:])) if right else example
    start = passage["sentences"][asked["sentence"]].find(asked["answer"])
    return replace(example, gold=asked["sentence"], answer=(start, start + len(asked["answer"])), also=tuple(right))


def claims(folder: Path) -> Iterator[SupportExample]:
    """What the passage says in other words, what it denies, and what it does not say; the first two against the
    whole passage and the supported claim also against the sentences that decide it, or all but those."""
    for text, plain, row in rows(folder):
        group = f"qed {sha256(detokenised(text).encode()).hexdigest()[:16]}" if text else AFFAIRS
        decisive = sorted(set(row["rests_on"]))
        rest = tuple(text for number, text in enumerate(plain) if number not in decisive)
        yield SupportExample("written-honest", group, row["supported"], plain, SUPPORTS)
        yield SupportExample("written-honest", group, row["supported"], tuple(plain[i] for i in decisive), SUPPORTS)
        yield SupportExample(f"written-{row['error']}", group, row["refuted"], plain, REFUTES)
        yield SupportExample("written-unsaid", group, row["unsaid"], plain, NEITHER)
        if len(" ".join(rest).split()) > 20:
            yield SupportExample("written-removed", group, row["supported"], rest, NEITHER)
