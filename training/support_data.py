"""What the support judge learns from: a claim, the sentences it is held against, and what they say to it.

    python -m training.support_data FOLDER

prints how many examples there are by source and label. FOLDER holds the unpacked public data. Splits are by hash of the
document, the same that `benchmarks.verdicts` reports on: `learn` holds none of what is reported there.

fever: a claim as it is (supports, refutes); one in three also against sentences about the same subject that share
words with it but lack some of its own (neither). summedits: each edited sentence of a summary against what it rests on
in the document; a consistent edit and the seed support, an inconsistent one refutes, but neither where the only edit
is an added fact; where several sentences were edited wrongly, none is taken. wice: a claim against its supporting
sentences, or the closest (supports; partly or not supported: neither). squad, qed, qamr: a sentence of the text as it
is and in other words (supports), made false (refutes; a dropped hedge: neither), and against its paragraph without it
(neither). joined: what a model makes wrongly of several sentences, and rightly of one: see `joined`.

FRANK is left out, because it holds publishers' text; SummHay because the corruptions are measured on it."""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from nupunkt import sent_spans

from rag.english.entities import names
from rag.english.function_words import points_back
from rag.english.reporting import attributions, blanked
from rag.english.sentences import line_sentence_spans
from rag.evaluation import paraphrase as reworded
from rag.evaluation import perturb as made_false
from rag.evaluation.perturb import Names
from rag.verification.alignment import WORDS, align, content
from training.plain_text import detokenised

SUPPORTS, REFUTES, NEITHER = "supports", "refutes", "neither"
DOMAINS = "ectsum podcast qmsumm sales_call sales_email samsum scitldr".split()
OTHER_EVIDENCE = 3
"""One FEVER claim in so many is also held against other sentences about its subject."""
PARAGRAPHS = 6_000
_SUBJECT = re.compile(r"[A-Z][\w.'-]*(?: (?:of |the |and )?[A-Z0-9][\w.'-]*)+")
"""Kept here rather than shared with the product, so that the split stays as it is when names are read otherwise."""
_ADDED = re.compile(r", (?:which|who|whose|where)\b[^,.;:()\"“”]{8,90},(?= )")
SHORTEST, LONGEST = 8, 45
"""Words of a sentence that is corrupted."""


@dataclass(frozen=True, slots=True)
class SupportExample:
    """`label` is supports, refutes or neither; `group` the document by which the splits are made."""

    source: str
    group: str
    claim: str
    evidence: tuple[str, ...]
    label: str


def held_back(document: str) -> bool:
    """Whether a document is kept for measuring, by its hash: a third of all, the same for ever."""
    return int(sha256(document.encode()).hexdigest(), 16) % 3 == 0


def examples(folder: Path, seed: int = 0) -> tuple[list[SupportExample], list[SupportExample]]:
    """What to learn from, and what is held back, each in an order that depends on the seed alone."""
    found = list(dict.fromkeys(chain(fever(folder), summedits(folder), wice(folder), mechanical(folder, seed))))
    random.Random(seed).shuffle(found)
    return [e for e in found if not held_back(e.group)], [e for e in found if held_back(e.group)]


def pool(folder: Path) -> list[dict[str, Any]]:
    """The rows of the support pool."""
    return [json.loads(line) for line in (folder / "training_pools/support_pool.jsonl").read_text("utf-8").splitlines()]


def about(claim: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that `claim` is held against, in the order of the text."""
    return tuple(" ".join(sentences[i].split()[:WORDS]) for i in sorted(align(claim, sentences)))


def sentences_of(text: str) -> list[str]:
    """The sentences of a document, cut as the verdicts cut them; a lone mark is none."""
    return [text[start:end] for start, end in line_sentence_spans(text) if re.search(r"\w\w", text[start:end])]


def fever(folder: Path) -> Iterator[SupportExample]:
    """FEVER's claims with their sentences, and some with others about the same subject."""
    rows = [row for row in pool(folder) if row["src"] == "fever-dev"]
    claims = [(_unwrapped(row["claim"]), detokenised(row["evidence"]), row["label"]) for row in rows]
    groups = pages([(claim, _for_grouping(evidence)) for claim, evidence, _ in claims])
    beside: dict[str, list[str]] = defaultdict(list)
    for group, (_, evidence, _) in zip(groups, claims, strict=True):
        beside[group] += [sentence for sentence in sentences_of(evidence) if sentence not in beside[group]]
    for number, (group, (claim, evidence, label)) in enumerate(zip(groups, claims, strict=True)):
        gold = sentences_of(evidence)
        yield SupportExample("fever", group, claim, about(claim, gold), SUPPORTS if label == "SUPPORTED" else REFUTES)
        if number % OTHER_EVIDENCE == 0:
            other = _nearest_other(claim, gold, beside[group])
            if other:
                yield SupportExample("fever", group, claim, other, NEITHER)


def _for_grouping(evidence: str) -> list[str]:
    """The sentences by which pages are told apart: cut by nupunkt alone, whatever the product's own cutting learns."""
    found = (evidence[start:end].strip() for start, end in sent_spans(evidence))
    return [sentence for sentence in found if re.search(r"\w\w", sentence)] or [evidence]


def _unwrapped(claim: str) -> str:
    """A claim without what tells pages apart ("Australia (2008 film)") and without the marks of its table."""
    claim = re.sub(r"^(\S[^()]{0,60}) \((?:\d{4} )?[a-zA-Z ]{2,20}\)(?=[ '])", r"\1", claim)
    if claim.startswith('"') and '""' in claim:
        claim = re.sub(r'\s*""([^"]*)""\s*', r' "\1" ', claim[1:-1] if claim.endswith('"') else claim[1:])
    return detokenised(claim)


def pages(claims: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """A name for the page each claim is about: claims that share a sentence or their subject are about one."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]
        return key

    keys = []
    for claim, evidence in claims:
        subject = _SUBJECT.search(claim)
        marks = [f"s {sentence}" for sentence in evidence] + ([f"n {subject.group()}"] if subject else [])
        for mark in marks[1:]:
            one, other = sorted((root(marks[0]), root(mark)))
            parent[other] = one
        keys.append(marks[0])
    return [f"fever {root(key)}" for key in keys]


def _nearest_other(claim: str, gold: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    """Up to two other sentences that share words with the claim and do not hold all it says."""
    wanted = content(claim)
    rest = [sentence for sentence in others if sentence not in gold]
    scored = sorted(
        ((len(wanted & content(sentence)), sentence) for sentence in rest), key=lambda pair: (-pair[0], pair[1])
    )
    chosen = [sentence for shared, sentence in scored[:2] if shared >= 1]
    missing = wanted - frozenset(chain.from_iterable(map(content, chosen)))
    return tuple(chosen) if chosen and missing and len(missing) >= len(wanted) / 3 else ()


def summedits(folder: Path) -> Iterator[SupportExample]:
    """The edited sentences of SummEdits' summaries, and those of the seed summaries."""
    for domain in DOMAINS:
        for row in json.loads((folder / f"summedits/summedits_{domain}.json").read_text("utf-8")):
            yield from _edited(row, f"summedits {summedits_document(domain, row)}")


def summedits_document(domain: str, row: dict[str, Any]) -> str:
    """The name of the document a row is about."""
    return f"{domain} {sha256(row['doc'].encode()).hexdigest()[:16]}"


def _edited(row: dict[str, Any], group: str) -> Iterator[SupportExample]:
    document = sentences_of(row["doc"])
    seed = sentences_of(row["original_summary"])
    for sentence in seed:
        yield SupportExample("summedits", group, sentence, about(sentence, document), SUPPORTS)
    edited = [sentence for sentence in sentences_of(row["summary"]) if sentence not in seed]
    if not row["label"] and len(edited) > 1:
        edited = []  # which of them is wrong is not said
    label = SUPPORTS if row["label"] else NEITHER if row["edit_types"] == ["hallucinated_fact_insertion"] else REFUTES
    for sentence in edited:
        yield SupportExample("summedits", group, sentence, about(sentence, document), label)


def wice(folder: Path) -> Iterator[SupportExample]:
    """WiCE's claims against their supporting sentences."""
    for name in ("claim_dev", "non_supported_tokens_dev", "non_supported_tokens_train"):
        for line in (folder / f"wice/{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            sentences = [sentence for sentence in row["evidence"] if not sentence.startswith("(meta data)")]
            supporting = [[row["evidence"][i] for i in some] for some in row["supporting_sentences"] if some]
            label = SUPPORTS if row["label"] == "supported" else NEITHER
            group = f"wice {row['meta']['claim_title']}"
            for evidence in supporting[:2] or [sentences]:
                yield SupportExample("wice", group, row["claim"], about(row["claim"], evidence), label)


def paragraphs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Paragraphs of encyclopedia and news as (source, group, text), each once."""
    for version in ("2.0", "1.1"):
        for entry in json.loads((folder / f"squad/squad_v{version}_dev_handout.json").read_text("utf-8"))["data"]:
            for paragraph in entry["paragraphs"]:
                yield "squad", f"squad {entry['title']}", paragraph["context"]
    for line in (folder / "training_pools/reader_span_pool.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["src"] in ("qed", "qamr"):
            text = detokenised(row["context"])
            yield row["src"], f"{row['src']} {sha256(text.encode()).hexdigest()[:16]}", text


def mechanical(folder: Path, seed: int) -> Iterator[SupportExample]:
    """True sentences of encyclopedia and news as they are, in other words, made false, and against what is around."""
    texts = list(dict.fromkeys(paragraphs(folder)))
    texts.sort(key=lambda item: sha256(f"{seed} {item[2]}".encode()).hexdigest())
    known = Names.of(text for _, group, text in texts if not held_back(group))
    for source, group, text in texts[:PARAGRAPHS]:
        sentences = sentences_of(text)
        usable = [
            s for s in sentences if SHORTEST <= len(s.split()) <= LONGEST and re.match(r"[\"“A-Z0-9].*[.!”\"]$", s)
        ]
        for sentence in usable[:3]:
            yield from _variants(source, group, sentence, sentences, known.beside(text))
        chance = random.Random(text)
        yield from joined(group, sentences, sentences_of(chance.choice(texts)[2]), chance)


def _variants(source: str, group: str, sentence: str, sentences: list[str], known: Names) -> Iterator[SupportExample]:
    chance = random.Random(sentence)
    said = [text for kind in reworded.KINDS if (text := reworded.paraphrase(kind, sentence))]
    for claim in [sentence, *said] if chance.random() < 0.5 else said:
        yield SupportExample(source, group, claim, about(claim, sentences), SUPPORTS)
    false = [(kind, claim) for kind in made_false.KINDS if (claim := made_false.corrupt(kind, sentence, known))]
    false = [pair for pair in false if pair[0] != "quotation"]  # a word left out of a quotation can still be true
    for kind, claim in chance.sample(false, min(3, len(false))):
        label = NEITHER if kind == "hedge" else REFUTES
        yield SupportExample(source, group, claim, about(claim, sentences), label)
    rest = [other for other in sentences if other != sentence and not _alike(other, sentence)]
    if rest and chance.random() < 0.4:
        yield SupportExample(source, group, sentence, about(sentence, rest), NEITHER)


def joined(
    group: str, sentences: Sequence[str], others: Sequence[str], chance: random.Random
) -> Iterator[SupportExample]:
    """A sentence without what it adds in the middle (supports), against a few of `others`, which are about something
    else (neither), and said to be said by whom the text has say something else (neither)."""
    usable = [s for s in sentences if SHORTEST <= len(s.split()) <= LONGEST and re.match(r"[A-Z].*[.]$", s)]
    for sentence in usable:
        if (claim := _ADDED.sub("", sentence, count=1)) != sentence:
            yield SupportExample("joined-shortened", group, claim, about(claim, sentences), SUPPORTS)
    if usable and len(others) >= 3:
        evidence = tuple(" ".join(o.split()[:WORDS]) for o in chance.sample(others, chance.choice((1, 1, 2, 3))))
        yield SupportExample("joined-stray", group, chance.choice(usable), evidence, NEITHER)
    told = {s: found for s in usable if (found := attributions(blanked(s)))}
    said = [(s, one) for s, found in told.items() for one in found if one.name and one.start == 0 and not one.trails]
    plain = [s for s in usable if s not in told and not points_back(s) and not re.search(r"[\"“”]", s)]
    for sentence, one in said:
        if plain:
            other = chance.choice(plain)
            claim = f"{sentence[: one.end]} that {_lowered(other)}"
            yield SupportExample("joined-crossed", group, claim, about(claim, sentences), NEITHER)


def _lowered(sentence: str) -> str:
    """The sentence as it goes on inside another; a name keeps its capital."""
    return sentence if any(name.start == 0 for name in names(sentence)) else sentence[0].lower() + sentence[1:]


def _alike(one: str, other: str) -> bool:
    left, right = content(one), content(other)
    return (
        len(left & right) > 0.6 * min(len(left), len(right)) or SequenceMatcher(None, one, other).quick_ratio() > 0.95
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for name, part in zip(("learn", "measure"), examples(arguments.folder, arguments.seed), strict=True):
        counts = Counter((example.source, example.label) for example in part)
        print(f"{name}: {len(part)} examples, {len({example.group for example in part})} documents")
        for (source, label), count in sorted(counts.items()):
            print(f"  {source:10} {label:9} {count:6}")


if __name__ == "__main__":
    main()
