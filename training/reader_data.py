"""What the evidence reader learns from: a question, a passage cut into sentences, and the one that answers, or none.

The data are named in training/README.md. Splits are by hash of the document, so that no paragraph is on both sides.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from nupunkt import sent_spans

from rag.english.tokens import terms
from rag.question.antecedents import Named, named

QAMR_KEPT = 0.4
"""QAMR's questions are many and easy: so much of them is read."""
REMOVED, OTHER, SWAPPED, BEREFT, MISNAMED, ELSEWHERE = 0.3, 0.6, 0.15, 0.2, 0.4, 0.25
"""Shares of the answerable questions that are asked again where nothing answers them: without the answering sentence,
of another paragraph of the document, with another name or number put in, of that other paragraph for any source, about
somebody else of the same passage, and asked of another document about a name of this one."""
TELLING = 3
"""Questions with fewer content words ("Who said something?") may be answered by any sentence around."""


@dataclass(frozen=True, slots=True)
class Example:
    """`gold` is the number of the sentence that answers, or None; `answer` its (start, end) in that sentence; `near`,
    where nothing answers, the number of the sentence that looks most as if it did."""

    source: str
    group: str
    title: str
    question: str
    sentences: tuple[str, ...]
    gold: int | None
    answer: tuple[int, int] | None = None
    near: int | None = None
    also: tuple[int, ...] = ()
    """Further sentences that answer."""
    odds: tuple[float, ...] = ()
    """What a teacher makes of each sentence, where one was asked (training/distil.py): the log-odds that it answers
    against that none does."""


def held_back(group: str, parts: int = 12) -> bool:
    """Whether a document is kept for measuring: decided by its name, the same for ever."""
    return int(sha256(group.encode()).hexdigest(), 16) % parts == 0


@lru_cache(maxsize=100_000)
def cut(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a paragraph as trimmed spans."""
    spans = []
    for start, end in sent_spans(text):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start, start + len(piece.strip())))
    return tuple(spans)


def squad(folder: Path) -> Iterator[Example]:
    """SQuAD 1.1 and 2.0, each question once; the questions of 2.0 that its paragraph does not answer have no gold."""
    seen = set()
    for version in ("2.0", "1.1"):
        data = json.loads((folder / "squad" / f"squad_v{version}_dev_handout.json").read_text("utf-8"))["data"]
        for article in data:
            for paragraph in article["paragraphs"]:
                for asked in paragraph["qas"]:
                    if asked["id"] not in seen:
                        seen.add(asked["id"])
                        yield from _squad_question(article["title"], paragraph["context"], asked)


def _squad_question(group: str, context: str, asked: dict[str, Any]) -> Iterator[Example]:
    title = group.replace("_", " ")
    blank = Example("squad", group, title, asked["question"].strip(), (), None)
    if asked.get("is_impossible"):
        plausible = [found["answer_start"] for found in asked.get("plausible_answers", [])[:1]]
        near = next((i for i, (a, b) in enumerate(cut(context)) for start in plausible if a <= start < b), None)
        sentences = tuple(context[a:b] for a, b in cut(context))
        yield replace(blank, source="squad unanswerable", sentences=sentences, near=near)
    elif asked["answers"]:
        first = asked["answers"][0]
        yield from _placed(blank, context, first["answer_start"], first["text"])


def _placed(blank: Example, context: str, start: int, text: str) -> Iterator[Example]:
    spans = cut(context)
    for number, (first, last) in enumerate(spans):
        if first <= start < last:
            answer = (start - first, min(start + len(text), last) - first)
            yield replace(blank, sentences=tuple(context[a:b] for a, b in spans), gold=number, answer=answer)
            return


def pool(folder: Path) -> Iterator[Example]:
    """QED, FairytaleQA and a part of QAMR. QAMR's single sentences get their neighbours in the file around them."""
    rows = [json.loads(line) for line in (folder / "training_pools" / "reader_span_pool.jsonl").open(encoding="utf-8")]
    qamr = list(dict.fromkeys(row["context"] for row in rows if row["src"] == "qamr"))
    place = {context: number for number, context in enumerate(qamr)}
    for row in rows:
        context, answer = row["context"], row["answers"][0]
        if row["src"] != "qamr":
            group = sha256(context.encode()).hexdigest()
            blank = Example(row["src"], group, "", row["question"], (), None)
            yield from _placed(blank, context, answer["start"], answer["text"])
        elif random.Random(row["id"]).random() < QAMR_KEPT and len(set(terms(row["question"]))) > 1:
            at = place[context]
            around = qamr[max(0, at - 2) : at + 3]
            span = (answer["start"], answer["start"] + len(answer["text"]))
            place_of = around.index(context)
            yield Example("qamr", f"qamr {at // 50}", "", row["question"], tuple(around), place_of, span)


def without_gold(example: Example) -> Example:
    """The same passage without the sentence that answers: what an article looks like that does not say."""
    kept = tuple(text for number, text in enumerate(example.sentences) if number != example.gold)
    near = min(example.gold or 0, len(kept) - 1)
    return replace(example, source=f"{example.source} removed", sentences=kept, gold=None, answer=None, near=near)


def neighbours(examples: Iterable[Example], chance: random.Random) -> Iterator[Example]:
    """Each question over another paragraph of the same document, one of the three that share most words with it and
    do not hold the answer's words."""
    paragraphs: dict[str, dict[tuple[str, ...], frozenset[str]]] = defaultdict(dict)
    listed = list(examples)
    for example in listed:
        held = paragraphs[example.group]
        if example.sentences not in held:
            held[example.sentences] = frozenset(terms(" ".join(example.sentences)))
    for example in listed:
        if example.gold is None or example.answer is None:
            continue
        answer = example.sentences[example.gold][slice(*example.answer)].casefold()
        asked = frozenset(terms(example.question))
        others = sorted(
            ((len(asked & held), sentences) for sentences, held in paragraphs[example.group].items()), reverse=True
        )
        near = [
            sentences
            for _, sentences in others[:8]
            if sentences != example.sentences and answer not in " ".join(sentences).casefold()
        ][:3]
        if near:
            source = f"{example.source} other"
            yield replace(example, source=source, sentences=chance.choice(near), gold=None, answer=None)


def swapped(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Questions with a name or a number of another question of the same document put in: the passage looks right and
    does not answer."""
    names: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        names[example.group] += [name.text for name in named(example.question)]
    for example in examples:
        found = named(example.question)[:1]
        passage = " ".join(example.sentences)
        number = re.search(r"\b\d{2,4}\b", example.question)
        if number:
            start, end = number.span()
            other = str(int(number.group()) + chance.choice((-9, -7, -4, -3, 3, 5, 8, 11)))
            fitting = [other] if other not in passage else []
        elif found:
            start, end = found[0].start, found[0].end
            fitting = [text for text in names[example.group] if text not in example.question and text not in passage]
        else:
            continue
        if fitting:
            question = example.question[:start] + chance.choice(fitting) + example.question[end:]
            yield _unanswered(example, "swapped", question)


def misnamed(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Questions asked about somebody, or something, else of the same passage."""
    for example in examples:
        if example.answer is None or example.gold is None:
            continue
        answer = example.sentences[example.gold][slice(*example.answer)]
        for name in named(example.question)[:1]:
            fitting = [t for t in _names(example, name) if t not in answer and answer not in t]
            if fitting:
                question = example.question[: name.start] + chance.choice(fitting) + example.question[name.end :]
                yield _unanswered(example, "misnamed", question)


def elsewhere(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Questions of another document, asked about a name of this passage: who is known, and what is asked of him is
    not."""
    asked = [(one, name) for one in examples for name in named(one.question)[:1] if _telling(one)]
    for example in examples if asked else ():
        other, name = chance.choice(asked)
        fitting = _names(example, name) if other.group != example.group else []
        if fitting:
            chosen = chance.choice(fitting)
            near = next(i for i, text in enumerate(example.sentences) if chosen in text)
            question = other.question[: name.start] + chosen + other.question[name.end :]
            yield replace(_unanswered(example, "elsewhere", question), near=near)


def _unanswered(example: Example, kind: str, question: str) -> Example:
    source = f"{example.source} {kind}"
    return replace(example, source=source, question=question, gold=None, answer=None, near=example.gold)


def _names(example: Example, like: Named) -> list[str]:
    """Names of the passage that could stand where `like` does and are not in the question."""
    found = [name for text in example.sentences for name in named(text)]
    return [
        n.text for n in found if n.person == like.person and n.place == like.place and n.text not in example.question
    ]


def _telling(example: Example) -> bool:
    return len(set(terms(example.question))) >= TELLING


def cropped(example: Example, chance: random.Random, budget: int) -> Example:
    """A run of whole sentences of about `budget` words around the gold one, or the one nearest to it, or anywhere."""
    lengths = [len(text.split()) for text in example.sentences]
    centre = example.gold if example.gold is not None else example.near
    first = last = chance.randrange(len(lengths)) if centre is None else centre
    total = lengths[first]
    while True:
        before = first > 0 and total + lengths[first - 1] <= budget
        after = last + 1 < len(lengths) and total + lengths[last + 1] <= budget
        if not before and not after:
            break
        if before and (not after or chance.random() < 0.5):
            first -= 1
            total += lengths[first]
        else:
            last += 1
            total += lengths[last]
    gold = None if example.gold is None else example.gold - first
    also = tuple(number - first for number in example.also if first <= number <= last)
    sentences, odds = example.sentences[first : last + 1], example.odds[first : last + 1]
    return replace(example, sentences=sentences, gold=gold, near=None, also=also, odds=odds)


def examples(folder: Path, seed: int) -> tuple[list[Example], list[Example]]:
    """(to learn from, to measure on): shuffled, with negatives of every kind mixed in."""
    chance = random.Random(seed)
    told = [example for example in (*squad(folder), *pool(folder)) if example.sentences]
    learn = [example for example in told if not held_back(example.group)]
    measure = [example for example in told if held_back(example.group)]
    return [*learn, *_negatives(learn, chance)], [*measure, *_negatives(measure, chance)]


def _negatives(told: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    answered = [example for example in told if example.gold is not None]
    long = [example for example in answered if example.source != "qamr" and len(example.sentences) > 2]
    yield from (without_gold(example) for example in _sample(long, REMOVED, chance))
    close = [example for example in answered if example.source == "squad"]
    yield from _sample(list(neighbours(close, chance)), OTHER, chance)
    wide = [replace(example, group=f"{example.source} {example.group[:2]}") for example in answered]
    yield from _sample(list(neighbours([e for e in wide if not e.source.startswith("squad")], chance)), BEREFT, chance)
    yield from _sample(list(swapped(close, chance)), SWAPPED, chance)
    yield from _sample(list(misnamed(answered, chance)), MISNAMED, chance)
    yield from _sample(list(elsewhere(answered, chance)), ELSEWHERE, chance)


def _sample(items: list[Example], share: float, chance: random.Random) -> list[Example]:
    return chance.sample(items, int(len(items) * share))
