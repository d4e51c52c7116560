"""Whether both questions are answered where two are asked at once, and what is said where only one can be.

    python -m benchmarks.pairs --data FOLDER [--questions 100]

FOLDER holds the unpacked public data. Searched are the articles that only SQuAD 1.1 has, asked those that no training
has read, as in benchmarks/finding.py and benchmarks/answers.py. Writes benchmarks/results/pairs.*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rag
from benchmarks import data, finding, shelf
from benchmarks.answers import holds
from benchmarks.command import run
from benchmarks.data import Question
from benchmarks.tables import Row, measured
from rag.answering import answer
from rag.english.function_words import FUNCTION_WORDS
from rag.question.decompose import clauses
from rag.search import Index
from rag.types import Answer, Passage

JOINTS = (", and ", " and ")
DEPTHS = (2, 5)
NOT_SAID = answer.NOT_SAID.partition("{")[0]
REMARKS = """A pair is two SQuAD questions about different paragraphs of one article, joined by “and”, so that no
sentence answers both. They are drawn by hash, not by how they look: some hold their question word in the middle or
begin with what is told, and are not taken apart. “As one question” is what was done before. In the last group the
second question is one of CLAPnq's, about another subject, on which the articles say nothing. The rules that take a
question apart were written while looking at pairs of other SQuAD articles."""


def main() -> None:
    run("pairs", __doc__ or "", measure, REMARKS, questions=100)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part."""
    encoder = shelf.Remembering()
    found = searched(folder, count, encoder) + asked(folder, count, encoder)
    encoder.save()
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions as one."""

    one: Question
    other: Question

    @property
    def both(self) -> tuple[Question, Question]:
        return self.one, self.other

    def cited(self, passages: Sequence[Passage]) -> bool:
        """Whether an answer to each is in the passages."""
        return all(cites(question, passages) for question in self.both)

    @property
    def text(self) -> str:
        return joined(self.one.text, self.other.text)


def joined(one: str, other: str) -> str:
    """Both as one sentence; whether there is a comma is decided by hash."""
    joint = JOINTS[sha256(one.encode()).digest()[0] % len(JOINTS)]
    small = other.split(" ", 1)[0].casefold() in FUNCTION_WORDS
    return one.rstrip("?!. ") + joint + (other[:1].lower() + other[1:] if small else other)


def pairs(questions: Sequence[Question], count: int) -> list[Pair]:
    """At most `count` pairs, each question in one at most, the same each time."""
    by_article: dict[str, list[Question]] = {}
    for question in data.sampled(questions, len(questions)):
        by_article.setdefault(question.gold[0][0], []).append(question)
    found = [
        Pair(*two)
        for held in by_article.values()
        for two in zip(held[::2], held[1::2], strict=False)
        if two[0].group != two[1].group
    ]
    return sorted(found, key=lambda pair: sha256(pair.text.encode()).hexdigest())[:count]


def searched(folder: Path, count: int, encoder: shelf.Remembering) -> list[Row]:
    """Is a paragraph found for each of the two, among the first few?"""
    held = data.squad(folder, "1.1")
    made_of = pairs(held.answerable, count)
    pieces = {article.id: [(c.start, c.end) for c in finding.paragraphs(article)] for article in held.articles}
    name = f"SQuAD 1.1, paragraphs of {len(held.articles)} articles, two questions in one"
    rows = [_row(name, "taken apart", [len(clauses(pair.text)) == 2 for pair in made_of], made_of)]
    with shelf.index(held.articles, encoder, finding.paragraphs) as made:
        library = rag.Library(made.folder, encoder=encoder)
        for depth in DEPTHS:
            for how, search in (("as one question", made.search), ("taken apart", library.search)):
                found = [{finding.place(h.chunk.sentences[0]) for h in search(p.text, depth)} for p in made_of]
                both = [
                    all(not places.isdisjoint(finding.holding(pieces, question.gold[0])) for question in pair.both)
                    for pair, places in zip(made_of, found, strict=True)
                ]
                rows.append(_row(name, f"both among the first {depth}, {how}", both, made_of))
        library.close()
    return rows


def asked(folder: Path, count: int, encoder: shelf.Remembering) -> list[Row]:
    """Does the answer cite what answers each of the two, and does it say which of them the articles do not answer?"""
    held = data.squad(folder, "unread")
    made_of = pairs(data.reported(held.answerable), count)
    strange = data.sampled(data.clapnq(folder).answerable, len(made_of))
    half = [Pair(pair.one, other) for pair, other in zip(made_of, strange, strict=False)]
    with shelf.library(held.articles, encoder) as (library, made):
        answers = [library.ask(pair.text) for pair in made_of]
        whole = [cited_as_one(pair.text, made) for pair in made_of]
        single = [[library.ask(question.text).citations for question in pair.both] for pair in made_of]
        partly = [library.ask(pair.text) for pair in half]
    name = f"{held.name} never read in training, two questions in one"
    other = f"{held.name} never read in training, the second question about another subject"
    said = [cites(pair.one, answer.citations) for pair, answer in zip(half, partly, strict=True)]
    return [
        _row(name, "both cited, as one question", [p.cited(c) for p, c in zip(made_of, whole, strict=True)], made_of),
        _row(
            name,
            "both cited, taken apart",
            [p.cited(a.citations) for p, a in zip(made_of, answers, strict=True)],
            made_of,
        ),
        _row(
            name,
            "both cited, asked one by one",
            [all(map(cites, pair.both, cited)) for pair, cited in zip(made_of, single, strict=True)],
            made_of,
        ),
        _row(other, "first cited", said, half),
        _row(other, "second said not to be in the articles", [names_second(a) for a in partly], half),
    ]


def cited_as_one(text: str, made: Index) -> tuple[Passage, ...]:
    """What would be cited, if nothing were refused, were the two taken for one question."""
    _, said = shelf.weighed(text, (), lambda query: made.retrieve(query, shelf.K))
    return tuple(passage for statement in said for passage in statement.citations)


def cites(question: Question, cited: Sequence[Passage]) -> bool:
    """Whether the whole of an answer to the question is in what is cited."""
    return any(holds(passage, span, 1.0) for passage in cited for span in question.gold)


def names_second(answer: Answer) -> bool:
    return answer.answered and NOT_SAID in answer.note


def _row(group: str, what: str, values: Sequence[bool], asked_of: Sequence[Pair]) -> Row:
    return measured((group, what), [float(value) for value in values], [pair.one.group for pair in asked_of])


if __name__ == "__main__":
    main()
