"""What a small language model adds to the same answers, and what of its sentences is left out.

    python -m benchmarks.models AFFAIRS GENERATOR [--record FILE] [--each 2] [--affairs 4] [--minutes 8] [--show]

AFFAIRS holds labelled affairs (training/affairs/dev), GENERATOR is what `rag ask --generator` takes. Of a seeded choice
of affairs so many questions of each kind are drawn and answered twice: in the articles' own words, and phrased. FILE
keeps what the model wrote for each prompt, and how long it took: where a prompt is in it the model is not asked, so
that a run goes on where the last one ended and a change of what is checked is measured without a model. Which sentences
of a model are true was told by reading them beside the affair (model_sentences.tsv).
Writes benchmarks/results/models-NAME.*, NAME being the file's.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import rag.generation as generation
import rag.generation.phrase as phrase
from benchmarks.judging import figures, mean, own, wording
from benchmarks.tables import Row, keep
from rag import Library
from rag.types import Answer

SEED = 0
READ = Path(__file__).with_name("model_sentences.tsv")
"""Sentences that a model wrote for these questions, read one by one: whether the articles say each of them."""
KINDS = ("fact", "nearmiss", "list", "said", "compare", "overview", "timeline")
JUDGED = """The questions in their plain wording. “Points”: the share of the points of a full answer that some sentence
cites and says, too (it shares half of the words, those of the question aside). “Useful”: the share of statements that
make one. “Hit”: some sentence cites and says what answers. “Citations that hold what was asked for”: of those of an
answer to any question but a near miss. Seconds are of a machine whose two cores had other work to do besides, now more
and now less: they say little of another machine, and nothing of who is faster."""
REMARKS = f"""{JUDGED} “Left out”: the share of the model's sentences that were not shown. Timelines are not phrased."""


@dataclass
class Recorded:
    """A generator whose replies are kept in a file, by prompt."""

    inner: generation.Generator
    file: Path
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    last: dict[str, Any] | None = None
    """The reply to the question asked last, as it grows; None where the model was not asked."""

    def __post_init__(self) -> None:
        if self.file.is_file():
            rows = [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]
            self.replies = {row["prompt"]: row for row in rows}

    @property
    def name(self) -> str:
        """The model's own name."""
        return self.inner.name

    def context_tokens(self) -> int:
        """The same for every model, so that all read the same."""
        return 4_096

    def stream(self, messages: Sequence[generation.Message], *, seconds: float, stop: Event) -> Iterator[str]:
        """The reply of the file, else that of the model, which `keep` then puts there."""
        prompt = sha256("\0".join(message.content for message in messages).encode()).hexdigest()
        if prompt in self.replies:
            self.last = self.replies[prompt]
            yield str(self.last["text"])
            return
        began = time.perf_counter()
        reply: dict[str, Any] = {"prompt": prompt, "first_s": 0.0, "done_s": 0.0, "text": ""}
        self.last = reply
        for piece in self.inner.stream(messages, seconds=seconds, stop=stop):
            reply["done_s"] = time.perf_counter() - began
            reply["first_s"] = reply["first_s"] or reply["done_s"]
            reply["text"] += piece
            yield piece

    def keep(self) -> dict[str, Any] | None:
        """Put the reply to the question asked last into the file, as far as it was read; gives that reply."""
        reply, self.last = self.last, None
        if reply and reply["text"] and reply["prompt"] not in self.replies:
            self.replies[reply["prompt"]] = dict(reply)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(reply, ensure_ascii=False) + "\n")
        return reply


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question, both answers and what the model wrote."""

    row: dict[str, Any]
    own: Answer
    phrased: Answer
    reply: dict[str, Any] | None
    own_s: float
    """Seconds that the answer in the articles' own words took."""


def drawn(folder: Path, affairs: int, each: int) -> list[tuple[Path, dict[str, Any]]]:
    """A seeded choice of questions, a kind at a time in turn, so that the first few are of every kind."""
    chosen = random.Random(SEED).sample(sorted(file.parent for file in folder.glob("*/questions.jsonl")), affairs)
    rows = [
        (affair, json.loads(line))
        for affair in sorted(chosen)
        for line in (affair / "questions.jsonl").open(encoding="utf-8")
    ]
    random.Random(SEED).shuffle(rows)
    by_kind = [[pair for pair in rows if pair[1]["kind"] == kind][:each] for kind in KINDS]
    return [pairs[turn] for turn in range(each) for pairs in by_kind if turn < len(pairs)]


def ask_all(
    questions: Sequence[tuple[Path, dict[str, Any]]], generator: Recorded, minutes: float, show: bool = False
) -> Iterator[Asked]:
    """Both answers to each question, until the time is up."""
    libraries: dict[Path, tuple[Library, Library]] = {}
    phrase.SECONDS = 3_600.0  # a busy machine is slow, and what is measured is what a model writes
    end = time.monotonic() + 60 * minutes
    with TemporaryDirectory() as indexes:
        for affair, row in questions:
            if time.monotonic() > end:
                return
            if affair not in libraries:
                library = Library(Path(indexes) / affair.name)
                library.update(affair / "articles")
                libraries[affair] = library, Library(library.folder, generator=generator)
            asked = _asked(row, *libraries[affair], generator)
            if show:
                print(told(asked), flush=True)
            yield asked


def _asked(row: dict[str, Any], library: Library, phrasing: Library, generator: Recorded) -> Asked:
    began = time.perf_counter()
    plain = library.ask(wording(row))
    took = time.perf_counter() - began
    phrased = phrasing.ask(wording(row))
    return Asked(row, plain, phrased, generator.keep(), took)


def told(asked: Asked) -> str:
    """A question with what the model wrote and what became of it, for reading."""
    lines = [f"## {asked.row['kind']} | {asked.phrased.question} | {asked.own.confidence}"]
    lines += [f"  own:   {' '.join(statement.text.split())[:200]}" for statement in asked.own.statements]
    lines += [f"  wrote: {(asked.reply or {}).get('text', '(not asked)')}", f"  note:  {asked.phrased.note}"]
    for statement in asked.phrased.statements:
        lines.append(f"  shown: {statement.text} <- {' / '.join(cited.text for cited in statement.citations)[:300]}")
    for left in asked.phrased.left_out:
        lines.append(f"  left:  {left.text} ({'; '.join(reason.text for reason in left.verdict.reasons)})")
    return "\n".join(lines)


def written(asked: Asked) -> list[str]:
    """The sentences of the model that were shown."""
    own = asked.own.statements
    return [statement.text for statement in asked.phrased.statements if asked.reply and statement not in own]


def judged(name: str, asked: Sequence[Asked]) -> Iterator[Row]:
    """What became of the model's sentences, and of those that were read by somebody; how long they took."""
    label = labels()
    shown: list[bool] = []
    left: list[bool] = []
    for one in asked:
        for texts, found in ((written(one), shown), ([sentence.text for sentence in one.phrased.left_out], left)):
            found += [label[key] for text in texts if (key := (one.phrased.question, text)) in label]
    true, kept = sum(shown) + sum(left), sum(len(written(one)) for one in asked)
    dropped = sum(len(one.phrased.left_out) for one in asked)
    yield Row("untrue, of the model's sentences that were shown and read", name, 1 - mean(shown), len(shown))
    yield Row("true, but left out", name, sum(left) / max(1, true), true)
    yield Row("left out, read or not", name, dropped / max(1, dropped + kept), dropped + kept)
    yield from seconds(name, [one.reply for one in asked if one.reply])


def seconds(name: str, replies: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """How long replies took."""
    yield Row("until it writes", name, median([reply["first_s"] for reply in replies]), len(replies), unit="s")
    yield Row("until it is done", name, median([reply["done_s"] for reply in replies]), len(replies), unit="s")


def in_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows with those of a group beside each other."""
    groups = list(dict.fromkeys(row.group for row in rows))
    return sorted(rows, key=lambda row: groups.index(row.group))


def labels() -> dict[tuple[str, str], bool]:
    """By question and sentence, whether the articles say it."""
    with READ.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["question"], row["sentence"]): row["true"] == "yes" for row in rows}


def median(values: Sequence[float]) -> float:
    """Their median; 0 of nothing."""
    return sorted(values)[len(values) // 2] if values else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("affairs_folder", metavar="AFFAIRS", type=Path)
    parser.add_argument("generator", metavar="GENERATOR")
    parser.add_argument("--record", type=Path, default=Path("model.jsonl"))
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--affairs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    inner = generation.parse(given.generator)
    if inner is None:
        parser.error("name a language model")
    questions = drawn(given.affairs_folder, given.affairs, given.each)
    asked = list(ask_all(questions, Recorded(inner, given.record), given.minutes, given.show))
    rows = [*figures("extractive", [own(one.row, one.own) for one in asked])]
    rows += figures("phrased", [own(one.row, one.phrased) for one in asked])
    rows += judged("phrased", asked)
    command = f"python -m benchmarks.models AFFAIRS GENERATOR --each {given.each} --affairs {given.affairs}"
    keep(
        f"models-{given.record.stem}",
        command,
        in_groups(rows),
        f"{REMARKS} {len(asked)} of {len(questions)} questions.",
    )


if __name__ == "__main__":
    main()
