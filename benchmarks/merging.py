"""Whether sentences that say the same become one statement, and those that disagree never do.

    python -m benchmarks.merging FOLDER

FOLDER holds labelled affairs (each with articles/ and pairs.jsonl: two sentences of different articles that say the
same, differ, or only look alike) in train/, on which `rag.answering.agreement.ALIKE` was chosen, and dev/. Writes
benchmarks/results/merging.*.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables import Row, keep, measured
from rag.answering.agreement import ALIKE, Comparison, Relation, compare
from rag.ingest import read
from rag.search import Encoder, MiniLMEncoder
from rag.types import Passage
from rag.verification import verify

REMARKS = """Each pair is compared in both orders, as the product does where one of the two is shown and the other comes
near it. “One statement”: the second is cited for the first, or says
no more than it and is not shown again. “Marked”: the two are shown as differing. Pairs that differ
must never become one statement; look-alikes speak of different things."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if not (folder / "dev").is_dir():
        parser.error(f"{folder} holds no dev/ with labelled affairs")
    keep("merging", "python -m benchmarks.merging FOLDER", measure(folder), REMARKS)


def measure(folder: Path) -> list[Row]:
    """For both splits and each kind of pair: how often it becomes one statement, and how often it is marked."""
    encoder, rows = MiniLMEncoder(), []
    for split in ("train", "dev"):
        found = [(affair.name, *pair) for affair in sorted((folder / split).iterdir()) for pair in pairs(affair)]
        for relation in ("same", "differs", "unrelated"):
            held = [(name, outcomes(one, other, encoder)) for name, kind, one, other in found if kind == relation]
            groups = [name for name, _ in held]
            for what, wanted in (
                ("one statement", (Relation.SAME, Relation.PART)),
                ("marked", (Relation.DIFFERS,)),
            ):
                values = [sum(one.relation in wanted for one in both) / 2 for _, both in held]
                rows.append(measured((f"{relation}, {split}", what), values, groups))
    return rows


def pairs(affair: Path) -> Iterator[tuple[str, Passage, Passage]]:
    """The labelled pairs of an affair: the relation, and the two passages in the articles as the product reads them."""
    articles = {file.name: read(file, file.name).articles[0] for file in sorted((affair / "articles").iterdir())}

    def passage(span: dict[str, str]) -> Passage:
        # Labels hold the marks of Markdown, which the product reads as what they are.
        article = articles[span["article"]]
        text = span["text"] if span["text"] in article.text else span["text"].replace("*", "")
        start = article.text.index(text)
        return Passage(article, start, start + len(text))

    for line in (affair / "pairs.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["relation"], passage(row["a"]), passage(row["b"])


def outcomes(one: Passage, other: Passage, encoder: Encoder) -> tuple[Comparison, Comparison]:
    """What the product makes of a pair in both orders."""
    first, second = encoder.encode([one.text, other.text])
    if float(first @ second) < ALIKE:
        return Comparison(Relation.OTHER), Comparison(Relation.OTHER)
    return compare(one, other, verify), compare(other, one, verify)


if __name__ == "__main__":
    main()
