"""News that people wrote questions about: is the evidence cited, and are near misses refused?

    python -m benchmarks.affairs FOLDER

FOLDER holds labelled affairs (each with articles/ and questions.jsonl). Every question is asked in its plain
wording, of a `rag.Library` over the articles of its affair, and again of one over those of all affairs. Writes
benchmarks/results/affairs.*.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.metrics import Picked, auroc, refused
from benchmarks.tables import Row, keep, measured
from rag import Library, Turn
from rag.types import Answer, Passage

KINDS = {"fact": "one fact", "said": "what somebody said", "followup": "follow-ups", "premise": "false premises"}
KINDS |= {"yesno": "yes or no"}
BROAD = {"list": "lists", "compare": "comparisons", "overview": "overviews", "timeline": "timelines"}
COVERAGE = 0.95
REMARKS = """Near misses are about the people and events of the articles, which do not answer them. “Sure”: answered and
not headed *Perhaps not in these articles*. “First” and “cited”: of all questions that a sentence answers, those whose
first citation, or any, shares half with a sentence that does; a refusal is a miss. “Where 95 % are answered”: with the
dial (`--least-confidence`) where so many of the questions that a sentence answers are. “Points made”: of those of a
full answer to a broad question; “useful”: of its statements, those that make one. Intervals draw whole affairs, of
which there are few. “In one folder”: asked of the articles of all affairs, of which only the question tells one. The
rules and thresholds were fitted on the affairs of `dev`, and the reader was chosen on them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an affair, and what was answered."""

    affair: str
    kind: str
    confidence: float
    answered: bool
    doubtful: bool
    right: tuple[bool, ...]
    """For each citation shown, whether it is a sentence that answers or makes a point."""
    first: bool
    marked: bool | None
    """Whether the words marked in a first statement that answers are labelled ones; None where none are marked."""
    points: float
    useful: float

    @property
    def surety(self) -> float:
        """The confidence; less than that of any answer where nothing was answered."""
        return self.confidence if self.answered else self.confidence - 1


def main() -> None:
    """Ask, print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    found = rows(list(ask(folder))) + in_one_folder(list(ask_together(folder)))
    keep("affairs", "python -m benchmarks.affairs FOLDER", found, REMARKS)


def ask(folder: Path) -> Iterator[Asked]:
    """Every question of every affair below `folder`, with the product's answer."""
    for file in sorted(folder.glob("*/questions.jsonl")):
        with TemporaryDirectory() as place:
            library = Library(place)
            library.update(file.parent / "articles")
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                yield judged(file.parent.name, row, answer(library, row))
            library.close()


def ask_together(folder: Path) -> Iterator[Asked]:
    """The same of one folder that holds the articles of all affairs, each affair's in a folder of its own."""
    files = sorted(folder.glob("*/questions.jsonl"))
    with TemporaryDirectory() as place:
        for file in files:
            copytree(file.parent / "articles", Path(place, "all", file.parent.name))
        library = Library(Path(place, "index"))
        library.update(Path(place, "all"))
        for file in files:
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                yield judged(file.parent.name, row, answer(library, row))
        library.close()


def answer(library: Library, row: dict[str, Any]) -> Answer:
    """What is answered to a question in its plain wording, after what was answered to those before it."""
    turns: list[Turn] = []
    for earlier in row.get("history", ()):
        turns.append(Turn(earlier, library.ask(earlier, turns).text))
    return library.ask(row.get("plain") or row["question"], turns)


def judged(affair: str, row: dict[str, Any], given: Answer) -> Asked:
    """An answer beside its labels."""
    said = given.statements if given.answered else ()
    points = row.get("points") or []
    spans = [*row["evidence"], *(span for point in points for span in point)]
    right = [[any(is_of(one, affair, span) for span in spans) for one in statement.citations] for statement in said]
    made = [any(is_of(c, affair, span) for s in said for c in s.citations for span in point) for point in points]
    words = [span["answer"] for span in row["evidence"] if span.get("answer")]
    marked = said[0].answer.text if said and said[0].answer and any(right[0]) and words else ""
    return Asked(
        affair,
        row["kind"],
        given.confidence,
        given.answered,
        given.doubtful,
        right=tuple(good for some in right for good in some),
        first=bool(right) and any(right[0]),
        marked=any(word in marked or marked in word for word in words) if marked else None,
        points=sum(made) / len(made) if made else 0.0,
        useful=sum(map(any, right)) / len(right) if right else 0.0,
    )


def is_of(passage: Passage, affair: str, span: dict[str, str]) -> bool:
    """Whether a passage and a labelled span of an affair share half of the shorter of them."""
    path = Path(passage.article.id)
    if path.name != span["article"] or path.parent.name not in ("articles", affair):
        return False
    start = passage.article.text.find(span["text"])
    if start < 0:  # read otherwise than it is in the file (HTML, marks of Markdown)
        return " ".join(span["text"].split()) in " ".join(passage.text.split())
    common = min(start + len(span["text"]), passage.end) - max(start, passage.start)
    return common >= 0.5 * min(len(span["text"]), passage.end - passage.start)


def rows(asked: Sequence[Asked]) -> list[Row]:
    """Every row of the table."""
    narrow = [one for one in asked if one.kind in KINDS]
    near = [one for one in asked if one.kind == "nearmiss"]
    least = dial(narrow) if narrow else 0.0
    kinds = [(name, [one for one in narrow if one.kind == kind]) for kind, name in KINDS.items()]
    return [
        *_answers("questions that a sentence answers", narrow),
        *_citations("questions that a sentence answers", narrow),
        *_answers(f"… where 95 % are answered (dial at {least:.3f})", [turned(one, least) for one in narrow]),
        *_refusals("near misses", narrow, near),
        *(row for name, some in kinds for row in _answers(name, some)),
        *(row for name, some in kinds for row in _answers(f"{name}, dial", [turned(one, least) for one in some])),
        *(row for kind, name in BROAD.items() for row in _broad(name, [o for o in asked if o.kind == kind])),
        *_broad("broad questions", [one for one in asked if one.kind in BROAD]),
    ]


def in_one_folder(asked: Sequence[Asked]) -> list[Row]:
    """How the questions fare among the articles of other affairs."""
    narrow = [one for one in asked if one.kind in KINDS]
    return [
        *_answers("in one folder: questions that a sentence answers", narrow),
        *_refusals("in one folder: near misses", narrow, [one for one in asked if one.kind == "nearmiss"]),
        *(
            row
            for kind, name in BROAD.items()
            for row in _broad(f"in one folder: {name}", [o for o in asked if o.kind == kind])
        ),
        *_broad("in one folder: broad questions", [one for one in asked if one.kind in BROAD]),
    ]


def dial(asked: Sequence[Asked]) -> float:
    """The confidence of the least sure answer, where the share `COVERAGE` of the questions is answered."""
    ordered = sorted((one.surety for one in asked), reverse=True)
    return ordered[ceil(COVERAGE * len(ordered)) - 1]


def turned(one: Asked, least: float) -> Asked:
    """What is answered with the dial at a value."""
    return one if one.surety >= least else replace(one, answered=False, right=(), first=False, points=0.0, useful=0.0)


def _means(group: str, asked: Sequence[Asked], figures: dict[str, Callable[[Asked], float]]) -> list[Row]:
    affairs = [one.affair for one in asked]
    return [
        measured((group, what), [float(of(one)) for one in asked], affairs) for what, of in figures.items() if asked
    ]


def _answers(group: str, asked: Sequence[Asked]) -> list[Row]:
    figures: dict[str, Callable[[Asked], float]] = {
        "answered": lambda one: one.answered,
        "sure": lambda one: one.answered and not one.doubtful,
        "first": lambda one: one.first,
        "cited": lambda one: any(one.right),
    }
    return _means(group, asked, figures)


def _citations(group: str, asked: Sequence[Asked]) -> list[Row]:
    marked = [one for one in asked if one.marked is not None]
    return [
        *_means(group, asked, {"citations that answer": lambda one: sum(one.right) / max(1, len(one.right))}),
        *_means(group, marked, {"marked words right": lambda one: bool(one.marked)}),
    ]


def _broad(group: str, asked: Sequence[Asked]) -> list[Row]:
    return _means(group, asked, {"points made": lambda one: one.points, "useful": lambda one: one.useful})


def _refusals(group: str, yes: Sequence[Asked], no: Sequence[Asked]) -> list[Row]:
    """How near misses fare as shipped, and with the dial where `COVERAGE` of the others are answered."""
    figures: dict[str, Callable[[Asked], float]] = {
        "refused as shipped": lambda one: not one.answered,
        "refused or doubted as shipped": lambda one: not one.answered or one.doubtful,
    }
    both = [*yes, *no]

    def figure(of: Callable[[list[Asked], list[Asked]], float]) -> Callable[[Picked], float]:
        def value(places: Picked) -> float:
            sides = [[both[i] for i in places if bool(i < len(yes)) is side] for side in (True, False)]
            return of(*sides) if all(sides) else float("nan")

        return value

    told: dict[str, Callable[[list[Asked], list[Asked]], float]] = {
        "AUROC": lambda some, others: auroc(_sure(some), _sure(others)),
        "refused where 95 % are answered": lambda some, others: refused(_sure(some), _sure(others), COVERAGE),
        "refused or doubted where 95 % are answered": lambda some, others: refused(
            _sure(some), _undoubted(others), COVERAGE
        ),
    }
    if not yes or not no:
        return []
    affairs, surety = [one.affair for one in both], _sure(both)
    drawn = [measured((group, what), surety, affairs, figure(of)) for what, of in told.items()]
    return [*_means(group, no, figures), *drawn]


def _sure(asked: Sequence[Asked]) -> list[float]:
    return [one.surety for one in asked]


def _undoubted(asked: Sequence[Asked]) -> list[float]:
    """The same, but lower than any answer where one comes with a doubt."""
    return [one.confidence - 1 if one.doubtful or not one.answered else one.confidence for one in asked]


if __name__ == "__main__":
    main()
