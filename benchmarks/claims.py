"""Claims whose label people gave, or that were made from true sentences: what the verdicts are measured on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.insights import HONEST, REPORTED, insights
from rag.evaluation import paraphrase, perturb
from rag.evaluation.perturb import Names
from rag.ingest import read
from rag.types import Article, Passage
from training.support_data import DOMAINS, fever, held_back, paragraphs, sentences_of, summedits_document

WINDOW = 2
"""Sentences on either side that are cited together with the one in question."""
PER_KIND = 400
SHORTEST, LONGEST = 8, 45


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and what it is held against; `right` says whether all of its sentences are supported."""

    group: str
    part: str
    right: bool
    sentences: tuple[str, ...]
    passages: tuple[Passage | str, ...]
    edits: tuple[str, ...] = ()
    """How SummEdits changed the summary."""


def summedits(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Sample]:
    """SummEdits: a summary is supported when each of its sentences is."""
    for domain in DOMAINS:
        for row in json.loads((folder / f"summedits/summedits_{domain}.json").read_text("utf-8")):
            group = f"summedits {summedits_document(domain, row)}"
            if wanted(group):
                said = tuple(sentences_of(row["summary"]))
                yield Sample(group, domain, bool(row["label"]), said, (row["doc"],), tuple(row["edit_types"]))


def wice(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Sample]:
    """WiCE's claims against the whole cited page; partly supported is not supported."""
    for line in (folder / "wice/claim_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        group = f"wice {row['meta']['claim_title']}"
        if wanted(group):
            page = "\n".join(sentence for sentence in row["evidence"] if not sentence.startswith("(meta data)"))
            yield Sample(group, "wice", row["label"] == "supported", (row["claim"],), (page,))


def fever_claims(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Sample]:
    """FEVER's claims against their gold sentences: supported, or refuted."""
    for example in fever(folder):
        if example.label != "neither" and wanted(example.group):
            yield Sample(
                example.group, "fever", example.label == "supports", (example.claim,), (" ".join(example.evidence),)
            )


def affairs(folder: Path) -> Iterator[tuple[Path, list[Sample]]]:
    """The claims about each affair against the sentences that its labels name, in their articles."""
    for path in sorted(folder.glob("*/claims.jsonl")):
        files = sorted((path.parent / "articles").iterdir())
        articles = {file.name: read(file, file.name).articles[0] for file in files}
        samples = []
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            spans = [_span(articles[one["article"]], one["text"]) for one in row["evidence"]]
            part = row["error"] or "honest"
            samples.append(Sample(path.parent.name, part, part == "honest", (row["claim"],), tuple(spans)))
        yield path.parent, samples


def _span(article: Article, text: str) -> Passage | str:
    start = article.text.find(text)
    return Passage(article, start, start + len(text)) if start >= 0 else text


def insight_claims(folder: Path, topics: tuple[str, ...]) -> list[Sample]:
    """SummHay's insights against articles that hold them, against others, and made false."""
    return [
        Sample(group, part, part == HONEST, (claim,), (text,)) for group, part, claim, text in insights(folder, topics)
    ]


def articles(folder: Path, source: str) -> Iterator[tuple[str, str]]:
    """News (or, for tuning, encyclopedia) as (group, text)."""
    if source == "summhay":
        for path in (folder / f"summhay_news/topic_{name}.json" for name in REPORTED):
            topic = json.loads(path.read_text("utf-8"))
            yield from ((f"summhay {path.stem} {a['aid']}", a["content"]) for a in topic["topic_metadata"]["articles"])
            yield from ((f"summhay {path.stem} {d['document_id']}", d["document_text"]) for d in topic["documents"])
    elif source == "frank":
        for line in (folder / "frank/frank_valid.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            yield f"frank {row['hash']}", row["article"]
    else:
        yield from (
            (group, text) for kind, group, text in paragraphs(folder) if kind == "squad" and not held_back(group)
        )


def usable(texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """The usable sentences of the articles as (group, sentence, passage around it), each once."""
    seen: set[str] = set()
    for group, text in texts:
        cut = sentences_of(text)
        for i, sentence in enumerate(cut):
            fit = SHORTEST <= len(sentence.split()) <= LONGEST and sentence[0].isupper() and sentence[-1] in '.”"'
            if fit and sentence not in seen:
                seen.add(sentence)
                yield group, sentence, "\n".join(cut[max(0, i - WINDOW) : i + WINDOW + 1])


def mechanical(folder: Path, source: str, per_kind: int = PER_KIND) -> list[Sample]:
    """Corrupted sentences (right: False) and reworded ones (right: True), up to `per_kind` of each kind."""
    texts = list(dict.fromkeys(articles(folder, source)))
    pool = Names.of(text for _, text in texts)
    made: dict[tuple[bool, str], list[Sample]] = defaultdict(list)

    def add(right: bool, part: str, group: str, claim: str | None, passage: str) -> None:
        if claim and len(made[right, part]) < per_kind:
            made[right, part].append(Sample(group, part, right, (claim,), (passage,)))

    for group, sentence, passage in _spread(list(usable(texts))):
        known, other = pool.beside(passage), reworded(sentence)
        for kind in perturb.KINDS:
            for part, said in ((kind, sentence), (f"{kind}, in other words", other)):
                if said and len(made[False, part]) < per_kind:
                    add(False, part, group, perturb.corrupt(kind, said, known), passage)
        for kind in paraphrase.KINDS:
            add(True, kind, group, paraphrase.paraphrase(kind, sentence), passage)
    return [sample for some in made.values() for sample in some]


def reworded(sentence: str) -> str | None:
    """The sentence changed in every way that applies, its meaning kept; None where fewer than two apply."""
    made, times = sentence, 0
    for kind in paraphrase.KINDS:
        other = paraphrase.paraphrase(kind, made)
        made, times = (other, times + 1) if other else (made, times)
    return made if times >= 2 else None


def _spread(found: list[Any]) -> list[Any]:
    """The same sentences in an order that mixes the articles."""
    return [found[i] for i in np.random.default_rng(0).permutation(len(found))]


def sampled(samples: list[Sample], most: int) -> list[Sample]:
    """At most so many of the samples, drawn with a fixed seed, in their order."""
    order = np.random.default_rng(0).permutation(len(samples))
    return [samples[i] for i in sorted(order[:most])]
