"""How well evidence is chosen and follow-ups are folded, on public data.

    python -m benchmarks.evidence FOLDER

FOLDER holds the unpacked public data. SQuAD: only the articles that training/fit_evidence.py held back. MTRAG: last
turns of conversations, against what people made of them so that they stand alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.answering import asked, evidence
from rag.answering.followup import fold
from rag.answering.weights import load
from rag.text import terms
from rag.types import Chunk, Hit, Turn
from training import corpora
from training.fit_evidence import CACHE, HELD_BACK
from training.index import SmallIndex
from training.vectors import Vectors

K = 20
MTRAG = "mtrag/retrieval_tasks"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    choosing(folder)
    folding(folder)


def choosing(folder: Path) -> None:
    """SQuAD: is the best sentence the one with the answer, in its paragraph and over the retrieved chunks?"""
    vectors, weights = Vectors(CACHE), load()
    inside, first, third = [], [], []
    for corpus in list(corpora.squad(folder))[::HELD_BACK]:
        index = SmallIndex(corpus.articles, vectors)
        sentences = corpus.articles[0]
        for question in (q for q in corpus.questions if q.gold):
            gold = {sentences[i].start for _, i in question.gold}
            found = index.retrieve(question.text, vectors([question.text])[0], K)
            wanted = asked.read(question.text, found.idf)
            hits = [scored.unit.passage.start in gold for scored in evidence.rank(wanted, found, weights)]
            first.append(any(hits[:1]))
            third.append(any(hits[:3]))
            paragraph = _paragraph(sentences, min(gold))
            rows = vectors([sentence.text for sentence in paragraph.sentences])
            alone = replace(found, hits=(Hit(paragraph, 1.0),), sentence_vectors=(rows,))
            inside.append(evidence.rank(wanted, alone, weights)[0].unit.passage.start in gold)
    print(f"SQuAD, {len(first):,} questions about the {HELD_BACK}rd part of its articles that was held back")
    print(f"  best sentence of the gold paragraph   {np.mean(inside):.3f}")
    print(f"  best of all retrieved ({K} chunks)     {np.mean(first):.3f}   among the best three {np.mean(third):.3f}")


def _paragraph(sentences: tuple, start: int) -> Chunk:
    text = sentences[0].article.text
    low, high = text.rfind("\n\n", 0, start) + 1, text.find("\n\n", start)
    return Chunk(tuple(s for s in sentences if s.start >= low and (high < 0 or s.end <= high)))


def folding(folder: Path) -> None:
    """MTRAG: how near the last turn and the folded query come to a person's rewrite, in content words."""
    table = [(words(last), words(fold(last, turns)), words(rewrite)) for last, turns, rewrite in pairs(folder)]
    changed = [row for row in table if row[0] != row[1]]
    print(f"MTRAG, {len(table)} last turns with an earlier turn; folded {len(changed)}")
    for name, rows in (("all", table), ("those folded", changed)):
        before, after = (np.mean([overlap(row[side], row[2]) for row in rows]) for side in (0, 1))
        print(f"  {name:13} word overlap (F1) with the rewrite: last turn {before:.3f}   folded {after:.3f}")
    alone = [row for row in table if row[0] == row[2]]
    kept = np.mean([row[0] == row[1] for row in alone])
    print(f"  of {len(alone)} that people left as they were, left alone: {kept:.3f}")


def pairs(folder: Path) -> Iterator[tuple[str, list[Turn], str]]:
    """Last turn, the turns before it, and the rewrite."""
    for domain in sorted((folder / MTRAG).iterdir()):
        last, whole, rewrite = (
            _by_id(domain / f"{domain.name}_{part}.jsonl") for part in ("lastturn", "questions", "rewrite")
        )
        for key in sorted(last.keys() & whole.keys() & rewrite.keys()):
            turns = [turn.strip() for turn in whole[key].split("|user|:") if turn.strip()]
            if len(turns) > 1:
                yield turns[-1], [Turn(turn) for turn in turns[:-1]], rewrite[key].replace("|user|:", "").strip()


def _by_id(path: Path) -> dict[str, str]:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["_id"]: row["text"] for row in rows}


def words(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """F1 of two sets of words."""
    return 2 * len(one & other) / max(1, len(one) + len(other))


if __name__ == "__main__":
    main()
