"""What the networks learn from the affairs: invented news, labelled by hand (`training/README.md`).

An affair is a folder: `articles/`, `questions.jsonl` (in two wordings, with every sentence that answers, or with the
one that looks as if it did), `claims.jsonl` (a claim, its label and kind of error, the sentences it rests on or comes
nearest to) and `pairs.jsonl` (two sentences of different articles: same, differs or unrelated). A claim is read with
its sentences among others of the same article that are near it in meaning, as the product reads it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import rag.ingest as ingest
from rag import Library
from rag.search.embed import MiniLMEncoder
from rag.types import Chunk, Passage
from training.reader_data import Example
from training.support_data import NEITHER, REFUTES, SUPPORTS, SupportExample, joined

AFFAIRS = Path(__file__).parent / "affairs"
"""`train/` is learnt from, `dev/` measured on."""
WORDS = 110
"""Words of evidence that are read with a claim, as `rag.verification.alignment` gives them."""
WINDOWS = 3
"""Different choices of the sentences around the evidence, per claim."""
LABELS = {"supported": SUPPORTS, "contradicted": REFUTES, "not_found": NEITHER}
RELATIONS = {"same": SUPPORTS, "differs": REFUTES, "unrelated": NEITHER}


@dataclass(frozen=True, slots=True)
class Affair:
    """The articles of one affair, cut into sentences."""

    folder: Path
    sentences: dict[str, tuple[Passage, ...]]
    vectors: dict[str, np.ndarray]
    """Per article, float32 [sentences, 384]."""

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of one of its label files."""
        return [json.loads(line) for line in (self.folder / name).read_text("utf-8").splitlines() if line.strip()]


def affairs(folder: Path, encoder: MiniLMEncoder) -> Iterator[Affair]:
    """Every affair below `folder`, read as the product reads articles."""
    for claims in sorted(folder.glob("*/claims.jsonl")):
        files = sorted((claims.parent / "articles").iterdir())
        sentences = {file.name: ingest.read(file, file.name).parsed[0].sentences for file in files}
        vectors = {name: encoder.encode([s.text for s in found]) for name, found in sentences.items()}
        yield Affair(claims.parent, sentences, vectors)


def claim_examples(folder: Path, seed: int = 0) -> Iterator[SupportExample]:
    """Claims and pairs of every affair below `folder` as (claim, evidence, label)."""
    encoder = MiniLMEncoder()
    for affair in affairs(folder, encoder):
        group = f"affairs {affair.folder.name}"
        chance = random.Random(f"{seed} {group}")
        rows = affair.rows("claims.jsonl")
        for row, vector in zip(rows, encoder.encode([row["claim"] for row in rows]), strict=True):
            yield from _of_claim(affair, group, row, vector, chance)
        texts = [[s.text for s in found] for found in affair.sentences.values()]
        for number, text in enumerate(texts):
            others = [s for other in texts[:number] + texts[number + 1 :] for s in other]
            yield from joined(group, text, others, chance)
        for row in rows:
            if LABELS[row["label"]] == SUPPORTS:
                others = [s for text in texts for s in text if s not in {e["text"] for e in row["evidence"]}]
                evidence = tuple(chance.sample(others, 1))
                yield SupportExample("joined-stray", group, row["claim"], evidence, NEITHER)
        for row in affair.rows("pairs.jsonl"):
            for one, other in ((row["a"], row["b"]), (row["b"], row["a"])):
                label = RELATIONS[row["relation"]]
                yield SupportExample("affairs-pair", group, one["text"], (other["text"],), label)


def _of_claim(
    affair: Affair, group: str, row: dict[str, Any], vector: np.ndarray, chance: random.Random
) -> Iterator[SupportExample]:
    claim, label = row["claim"], LABELS[row["label"]]
    source = f"affairs-{row['error'] or 'honest'}"
    gold = list(dict.fromkeys((e["article"], e["text"]) for e in row["evidence"]))
    yield SupportExample(source, group, claim, tuple(dict.fromkeys(text for _, text in gold)), label)
    for name in dict.fromkeys(article for article, _ in gold) if affair.sentences else ():
        wanted = [text for article, text in gold if article == name]
        if label == SUPPORTS and len({article for article, _ in gold}) > 1 and len(wanted) < len(gold) / 2:
            continue  # what one article holds of it may not be all of it
        for _ in range(WINDOWS):
            yield SupportExample(source, group, claim, _window(affair, name, wanted, vector, chance), label)
        if label == SUPPORTS and chance.random() < 0.5:
            without = _window(affair, name, (), vector, chance, avoid=wanted)
            yield SupportExample("affairs-removed", group, claim, without, NEITHER)
    if label == NEITHER:
        for name in chance.sample(sorted(affair.sentences), 2):
            yield SupportExample(source, group, claim, _window(affair, name, (), vector, chance), label)


def _window(
    affair: Affair,
    name: str,
    wanted: Sequence[str],
    vector: np.ndarray,
    chance: random.Random,
    *,
    avoid: Sequence[str] = (),
) -> tuple[str, ...]:
    """The wanted sentences of an article with others near the claim, in the order of the text."""
    found = affair.sentences[name]
    plain = [s.text for s in found]
    chosen = {i for i, text in enumerate(plain) if any(text in w or w in text for w in wanted)}
    banned = {i for i, text in enumerate(plain) if any(text in a or a in text for a in avoid)}
    room = chance.choice((40, 70, WORDS)) - sum(len(plain[i].split()) for i in chosen)
    near = affair.vectors[name] @ vector + np.array([chance.gauss(0, 0.08) for _ in plain])
    for i in np.argsort(-near)[:6]:
        size = len(plain[int(i)].split())
        if int(i) not in chosen | banned and size <= room:
            chosen.add(int(i))
            room -= size
    evidence = tuple(plain[i] for i in sorted(chosen))
    return evidence or tuple(wanted)


def question_examples(folder: Path, seed: int = 0) -> Iterator[Example]:
    """The questions of every affair below `folder`, in both wordings, over the chunks nearest to them.

    Chunks with an answering sentence, some without one, and for a near miss those with the sentence that looks like
    an answer. Overviews and timelines are asked of whole articles, and follow-ups need their history: left out."""
    encoder = MiniLMEncoder()
    for affair in affairs(folder, encoder):
        chunks = [c for found in affair.sentences.values() for c in ingest.chunks(found, encoder.count_tokens)]
        vectors = encoder.encode([chunk.text for chunk in chunks])
        chance = random.Random(f"{seed} {affair.folder.name}")
        rows = [row for row in affair.rows("questions.jsonl") if row["kind"] in READ_KINDS]
        asked = [(row, text) for row in rows for text in dict.fromkeys((row["question"], row.get("plain", "")))]
        asked = [(row, text) for row, text in asked if text]
        for (row, text), vector in zip(asked, encoder.encode([text for _, text in asked]), strict=True):
            nearest = [chunks[i] for i in np.argsort(-(vectors @ vector))[:NEAREST]]
            yield from _of_question(affair, row, text, (chunks, nearest), chance)


def found_examples(folder: Path, wordings: Sequence[str] = ("question", "plain")) -> Iterator[tuple[Example, ...]]:
    """The questions of every affair below `folder` that one sentence answers, or none, in these wordings, each over the
    `NEAREST` chunks that the product's search finds, best first."""
    for file in sorted(folder.glob("*/questions.jsonl")):
        with TemporaryDirectory() as place:
            library = Library(place)
            library.update(file.parent / "articles")
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                texts = (
                    [row.get(wording) or row["question"] for wording in wordings] if row["kind"] in READ_KINDS else []
                )
                for text in dict.fromkeys(texts):
                    chunks = [hit.chunk for hit in library.search(text, NEAREST)]
                    yield tuple(_over(chunk, row, text) for chunk in chunks)
            library.close()


def _over(chunk: Chunk, row: dict[str, Any], text: str) -> Example:
    """A question over one chunk, whose other sentences that answer are told as well."""
    spans = [*row["evidence"], *(span for point in row["points"] for span in point)]
    found = golds(chunk, spans)
    source = "affairs nearmiss" if row["kind"] == "nearmiss" else "affairs"
    example = Example(source, "affairs", chunk.article.title, text, _texts(chunk), None)
    if not found:
        return example
    first = min(found, key=lambda i: spans.index(found[i]))
    also = tuple(sorted(found.keys() - {first}))
    return replace(example, gold=first, answer=_answer(chunk, first, found), also=also)


READ_KINDS = frozenset({"fact", "said", "yesno", "premise", "list", "compare", "nearmiss"})
NEAREST = 8
OTHERS = 2
"""Chunks without an answer that are read with a question that another chunk answers; with a near miss twice as many."""


def _of_question(
    affair: Affair,
    row: dict[str, Any],
    text: str,
    chunks: tuple[Sequence[Chunk], Sequence[Chunk]],
    chance: random.Random,
) -> Iterator[Example]:
    everything, nearest = chunks
    spans = [*row["evidence"], *(span for point in row["points"] for span in point)]
    held = {id(chunk): golds(chunk, spans) for chunk in everything}
    group = f"affairs {affair.folder.name}"
    for chunk in everything:
        if found := held[id(chunk)]:
            first = min(found, key=lambda i: spans.index(found[i]))
            example = Example(
                "affairs", group, chunk.article.title, text, _texts(chunk), first, _answer(chunk, first, found)
            )
            yield replace(example, also=tuple(sorted(found.keys() - {first})))
    rest = [chunk for chunk in nearest if not held[id(chunk)]]
    if row["kind"] == "nearmiss":
        looks = [chunk for chunk in everything if golds(chunk, [row["nearest"]])] if row["nearest"] else []
        for chunk in looks[:2] * 2:
            near = next(iter(golds(chunk, [row["nearest"]])))
            yield Example("affairs nearmiss", group, chunk.article.title, text, _texts(chunk), None, near=near)
        rest = [chunk for chunk in rest if chunk not in looks]
    for chunk in chance.sample(rest[:4], min(len(rest), OTHERS if spans else 2 * OTHERS, 4)):
        yield Example("affairs other", group, chunk.article.title, text, _texts(chunk), None)


def _texts(chunk: Chunk) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in chunk.sentences)


def golds(chunk: Chunk, spans: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The numbers of the chunk's sentences that a labelled span covers by half, each with its span."""
    found: dict[int, dict[str, Any]] = {}
    for span in spans:
        held = Path(chunk.article.id).name == span["article"]
        start = chunk.article.text.find(span["text"]) if held else -1
        for i, sentence in enumerate(chunk.sentences) if start >= 0 else ():
            common = min(start + len(span["text"]), sentence.end) - max(start, sentence.start)
            if common >= 0.5 * min(len(span["text"]), sentence.end - sentence.start):
                found.setdefault(i, span)
    return found


def _answer(chunk: Chunk, number: int, found: dict[int, dict[str, Any]]) -> tuple[int, int] | None:
    """Where in a sentence the exact words of the answer stand."""
    words = found[number].get("answer", "")
    start = chunk.sentences[number].text.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else None
