"""How well the verdicts tell supported sentences from others, with one threshold for every kind of text.

    python -m benchmarks.verdicts FOLDER [--words] [--tune]

FOLDER holds the unpacked public data: summedits/, wice/, training_pools/, summhay_news/, frank/. Reported is what
`training.support_data.held_back` keeps for measuring (a third of the documents, by hash), SummHay's news but for the
topic that `benchmarks.support_fit` reads, and sentences of FRANK's articles, whose summaries that reads. With `--tune`
the other documents are read, SQuAD's in the place of the news, and nothing is written. With `--words` nothing is read
by the judge, and verdicts-words.{json,md} are written. Otherwise writes benchmarks/results/verdicts.{json,md}.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import claims
from benchmarks.claims import Sample
from benchmarks.insights import REPORTED, TUNED
from rag.types import Passage, Support, Verdict
from rag.verification import verify, verify_words
from training.support_data import DOMAINS, held_back

RESULTS = Path(__file__).parent / "results"
DRAWS = 1_000

Check = Callable[[str, Sequence[Passage | str]], Verdict]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing judged: `right` says whether it is supported, `said` whether the verdict says so."""

    group: str
    part: str
    right: bool
    said: bool
    contradicted: bool = False
    edits: tuple[str, ...] = ()
    """How SummEdits changed the summary."""


def judged(sample: Sample, check: Check) -> Item:
    """What `check` says of a sample: supported where all its sentences are, contradicted where one is."""
    verdicts = [check(sentence, sample.passages) for sentence in sample.sentences]
    found = [verdict for verdict in verdicts if verdict.kind is not Support.UNVERIFIABLE]
    supported = all(verdict.supported for verdict in found)
    against = any(verdict.kind is Support.CONTRADICTED for verdict in found)
    return Item(sample.group, sample.part, sample.right, supported, against, sample.edits)


def balanced(items: Sequence[Item]) -> float:
    """The mean of the shares judged right among what is supported and what is not."""
    shares = [np.mean([i.said is right for i in items if i.right is right]) for right in (True, False)]
    return float(np.mean(shares))


def share(items: Sequence[Item]) -> float:
    """How many are not supported: recall of corruptions, false alarms of rewordings."""
    return float(np.mean([not item.said for item in items]))


def denied(items: Sequence[Item]) -> float:
    """How many a check speaks against."""
    return float(np.mean([item.contradicted for item in items]))


def interval(items: Sequence[Item], figure: Callable[[Sequence[Item]], float]) -> tuple[float, float]:
    """The middle 95 % of the figure over draws of whole documents."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.group].append(item)
    names, chance = sorted(groups), np.random.default_rng(0)
    drawn = []
    for _ in range(DRAWS):
        some = [item for i in chance.integers(len(names), size=len(names)) for item in groups[names[i]]]
        if figure is not balanced or len({item.right for item in some}) == 2:
            drawn.append(figure(some))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)


def row(name: str, items: Sequence[Item], figure: Callable[[Sequence[Item]], float]) -> dict[str, Any]:
    """One line of the table."""
    value, (low, high) = figure(items), interval(items, figure)
    return {"what": name, "items": len(items), "value": round(value, 3), "low": low, "high": high}


def table(folder: Path, check: Check, tune: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every figure, by section."""
    wanted = (lambda group: not held_back(group)) if tune else held_back

    def items(samples: Iterable[Sample]) -> list[Item]:
        return [judged(sample, check) for sample in samples]

    edits = items(claims.summedits(folder, wanted))
    sets = [row(f"SummEdits {d}", [i for i in edits if i.part == d], balanced) for d in DOMAINS]
    sets.append(row("SummEdits, all", edits, balanced))
    sets.append(row("WiCE, claims", items(claims.wice(folder, wanted)), balanced))
    sets.append(row("FEVER, gold sentences", items(claims.fever_claims(folder, wanted)), balanced))
    news = items(claims.insight_claims(folder, TUNED if tune else REPORTED))
    sets.append(row("SummHay, insights", news, balanced))
    consistent = [item for item in edits if item.right]
    alarms = [
        row("SummHay, insights: not supported", [item for item in news if item.right], share),
        row("SummEdits, consistent summaries: not supported", consistent, share),
        row("SummEdits, consistent summaries: contradicted", consistent, denied),
    ]
    kinds = sorted({kind for item in edits for kind in item.edits})
    noticed = [row(kind, [i for i in edits if i.edits == (kind,)], share) for kind in kinds]
    found = [("Balanced accuracy", sets), ("SummEdits, edits noticed", noticed)]
    found.append(("SummHay, false insights noticed", by_part([item for item in news if not item.right])))
    for source in ("squad",) if tune else ("summhay", "frank"):
        made = items(claims.mechanical(folder, source))
        found.append((f"Corruptions noticed, {source}", by_part([item for item in made if not item.right])))
        true = [item for item in made if item.right]
        alarms += by_part(true, f"{source}, reworded: ")
        alarms.append(row(f"{source}, reworded, all", true, share))
    return [*found, ("False alarms on what is true", alarms)]


def by_part(items: Sequence[Item], before: str = "") -> list[dict[str, Any]]:
    """How many of each part are not supported."""
    parts = sorted({item.part for item in items})
    return [row(before + part, [item for item in items if item.part == part], share) for part in parts]


def timed(check: Check, times: list[float]) -> Check:
    """The same check, each call's milliseconds kept."""

    def run(claim: str, passages: Sequence[Passage | str]) -> Verdict:
        start = time.perf_counter()
        verdict = check(claim, passages)
        times.append((time.perf_counter() - start) * 1_000)
        return verdict

    return run


def markdown(sections: Sequence[tuple[str, list[dict[str, Any]]]], speed: str) -> str:
    """The tables as Markdown."""
    lines = ["# Verdicts on sentences", "", speed, ""]
    for title, rows in sections:
        lines += [f"## {title}", "", "| what | items | value | 95 % interval |", "|---|---|---|---|"]
        lines += [f"| {r['what']} | {r['items']} | {r['value']:.3f} | {r['low']:.3f} – {r['high']:.3f} |" for r in rows]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tune", action="store_true", help="read what is not held back; write nothing")
    parser.add_argument("--words", action="store_true", help="compare words alone, without the judge")
    arguments = parser.parse_args()
    check, name = (verify_words, "verdicts-words") if arguments.words else (verify, "verdicts")
    times: list[float] = []
    sections = table(arguments.folder, timed(check, times), arguments.tune)
    median, slow = np.quantile(times, [0.5, 0.95])
    command = "`python -m benchmarks.verdicts FOLDER" + (" --words`. " if arguments.words else "`. ")
    text = markdown(sections, f"{command}A sentence takes {median:.1f} ms (median; 95 % within {slow:.1f} ms).")
    print(text)
    if not arguments.tune:
        (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
        (RESULTS / f"{name}.json").write_text(json.dumps(dict(sections), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
