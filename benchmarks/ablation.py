"""What each hand-written check is worth beside the learned judge: verdicts with all of them, without one, without any.

    python -m benchmarks.ablation FOLDER AFFAIRS [--tune]

FOLDER holds the public data of `benchmarks.verdicts`; AFFAIRS the labelled affairs as `train/` and `dev/`, whose claims
were written by people who had not seen the checks. Each claim is read once, by every check and by the judge; the
variants put the same readings together in different ways, so that leaving a check out costs nothing. Reported are
documents held back from training (of the larger sets a seeded part) and the affairs of dev; with `--tune` the
other documents and the affairs of train, and nothing is written. Otherwise writes
benchmarks/results/ablation.{json,md}.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import rag.verification.report as report
from benchmarks import claims
from benchmarks.claims import Sample
from benchmarks.insights import REPORTED, TUNED
from benchmarks.verdicts import RESULTS, Item, balanced, interval, judged, share
from rag import Library
from rag.ingest import text_sentences
from rag.models import nli
from rag.types import Passage, Support, Verdict
from rag.types.retrieval import RetrievalResult
from rag.verification.checks import CHECKS, Check
from rag.verification.evidence import ClaimEvidence, Finding
from rag.verification.verdict import Assessment, assess, cut, decide
from training.support_data import held_back

FEVER = 600
SUMMARIES = 200
INSIGHTS = 400
AFFAIRS = 24
"""Affairs of train that are read with `--tune`."""
PER_KIND = 30
SHIPPED = "all checks (shipped)"
SURE = 0.5
"""From this probability on the judge alone calls a claim supported."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words, every check and the judge make of a claim."""

    assessment: Assessment | Verdict
    findings: dict[str, tuple[Finding, ...]]

    def verdict(self, names: frozenset[str]) -> Verdict:
        """The verdict with the checks of these names alone."""
        if isinstance(self.assessment, Verdict):
            return self.assessment
        findings = tuple(f for name, found in self.findings.items() if name in names for f in found)
        return decide(replace(self.assessment, findings=findings))

    def by_judge(self) -> Verdict:
        """The verdict of the judge alone; of the words where it was not asked."""
        if isinstance(self.assessment, Verdict) or self.assessment.read is None:
            return self.verdict(frozenset())
        supports, refutes, neither = map(float, self.assessment.read[0])
        least = Support.CONTRADICTED if refutes > neither else Support.PARTLY
        return Verdict(Support.SUPPORTED if supports >= SURE else least, supports, (), self.assessment.closest)


class Reader:
    """Reads each claim once, whatever is asked of it later."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[Any, ...], bool], Reading] = {}

    def read(self, claim: str, sentences: Sequence[Passage], judge: bool = True, context: str = "") -> Reading:
        """The reading of a claim beside sentences; without `judge` by the words and checks alone."""
        key = claim, tuple((p.article.digest, p.start, p.end) for p in sentences), judge
        if key not in self._kept:
            findings: dict[str, tuple[Finding, ...]] = {}

            def ask(held: ClaimEvidence) -> Iterator[Finding]:
                findings.update({name(check): tuple(check(held)) for check in CHECKS})
                return iter(())

            found = assess(claim, sentences, nli if judge else None, context=context, checks=(ask,))
            self._kept[key] = Reading(found, findings)
        return self._kept[key]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of putting readings together."""

    title: str
    decide: Callable[[Reading], Verdict]


def name(check: Check) -> str:
    """What a check is called in the table."""
    return str(getattr(check, "__name__", check))


def variants() -> list[Variant]:
    """Judge, judge and coverage, everything, and everything but each check."""
    every = frozenset(map(name, CHECKS))

    def of(title: str, names: frozenset[str]) -> Variant:
        return Variant(title, lambda reading: reading.verdict(names))

    found = [Variant("judge alone", Reading.by_judge), of("judge + coverage", frozenset())]
    found.append(of(SHIPPED, every))
    return found + [of(f"without {name}", every - {name}) for name in map(name, CHECKS)]


def judged_by(samples: Sequence[Sample], reader: Reader, variant: Variant) -> list[Item]:
    """Every sample with the verdict of a variant."""
    return [judged(s, lambda claim, passages: variant.decide(reader.read(claim, cut(passages)))) for s in samples]


def checked(affair: Path, samples: Sequence[Sample], reader: Reader) -> dict[str, list[Item]]:
    """The claims of an affair looked up in all its articles, as `Library.check` does, by variant."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(folder)
        library.update(affair / "articles")
        retrieve = lru_cache(lambda query: library._index.retrieve(query, report.CANDIDATES))
        found = {}
        for variant in variants():

            def by_words(
                claim: str, sentences: Sequence[Passage], *, context: str = "", variant: Variant = variant
            ) -> Verdict:
                return variant.decide(reader.read(claim, sentences, judge=False, context=context))

            def read(
                claim: str, sentences: Sequence[Passage], *, context: str = "", variant: Variant = variant
            ) -> Verdict:
                return variant.decide(reader.read(claim, sentences, context=context))

            found[variant.title] = [_checked(sample, retrieve, by_words, read) for sample in samples]
        library.close()
    return found


def _checked(
    sample: Sample, retrieve: Callable[[str], RetrievalResult], by_words: report.Verify, read: report.Verify
) -> Item:
    stream = report.check(" ".join(sample.sentences), text_sentences, retrieve, by_words, read)
    kinds = {sentence.verdict.kind for sentence in stream} - {Support.UNVERIFIABLE}
    said = kinds == {Support.SUPPORTED}
    return Item(sample.group, sample.part, sample.right, said, Support.CONTRADICTED in kinds)


def public(folder: Path, tune: bool) -> dict[str, list[Sample]]:
    """The public sets, each a seeded part of its own."""
    wanted = (lambda group: not held_back(group)) if tune else held_back
    return {
        "FEVER": claims.sampled(list(claims.fever_claims(folder, wanted)), FEVER),
        "SummEdits": claims.sampled(list(claims.summedits(folder, wanted)), SUMMARIES),
        "WiCE": list(claims.wice(folder, wanted)),
        "SummHay": claims.sampled(claims.insight_claims(folder, TUNED if tune else REPORTED), INSIGHTS),
        "reworded or made false": claims.mechanical(folder, "squad" if tune else "summhay", PER_KIND),
    }


def measure(folder: Path, affairs: Path, tune: bool) -> dict[str, dict[str, list[Item]]]:
    """The items of every set, by variant."""
    reader = Reader()
    sets = public(folder, tune)
    labelled = list(claims.affairs(affairs / ("train" if tune else "dev")))[:AFFAIRS]
    sets["affairs, gold evidence"] = [sample for _, samples in labelled for sample in samples]
    found = {title: {v.title: judged_by(samples, reader, v) for v in variants()} for title, samples in sets.items()}
    looked_up = [checked(path, samples, reader) for path, samples in labelled]
    found["affairs, all articles"] = {v.title: [item for one in looked_up for item in one[v.title]] for v in variants()}
    return found


def figures(items: Sequence[Item], spans: bool = False) -> dict[str, Any]:
    """Balanced accuracy with its interval, honest claims doubted, and of each kind of error how much is noticed and how
    many there are; with `spans` the intervals of these, too."""
    honest, false = ([item for item in items if item.right is right] for right in (True, False))
    kinds: dict[str, list[Item]] = defaultdict(list)
    for item in false:
        if len(item.edits) <= 1:
            kinds[item.edits[0] if item.edits else item.part].append(item)
    found = {
        "balanced accuracy": round(balanced(items), 3),
        "interval": list(interval(items, balanced)),
        "honest doubted": round(share(honest), 3),
        "false noticed": round(share(false), 3),
        "n": len(items),
        "noticed by kind": {kind: [round(share(some), 3), len(some)] for kind, some in sorted(kinds.items())},
    }
    if spans:
        parts = {"honest": honest, **dict(sorted(kinds.items()))}
        found["intervals"] = {part: interval(some, share) for part, some in parts.items()}
    return found


def markdown(table: dict[str, dict[str, dict[str, Any]]]) -> str:
    """The figures as Markdown: balanced accuracy of every variant on every set, then the rest set by set."""
    lines = ["# What each check is worth", "", "`python -m benchmarks.ablation FOLDER AFFAIRS`", ""]
    lines += ["What each set shares with the checks: benchmarks/README.md.", ""]
    lines += ["## Balanced accuracy / honest claims doubted", "", *head(list(table))]
    for title in next(iter(table.values())):
        rows = [some[title] for some in table.values()]
        lines.append(line(title, [f"{row['balanced accuracy']:.3f} / {row['honest doubted']:.3f}" for row in rows]))
    for name, some in table.items():
        first = next(iter(some.values()))
        kinds = first["noticed by kind"]
        shown = ["interval", "honest doubted", *(f"{kind} ({number})" for kind, (_, number) in kinds.items())]
        lines += ["", f"## {name}, {first['n']:,} claims: share noticed by kind of error", "", *head(shown)]
        for title, row in some.items():
            noticed = [f"{row['noticed by kind'][kind][0]:.2f}" for kind in kinds]
            lines.append(line(title, [_span(row["interval"]), f"{row['honest doubted']:.3f}", *noticed]))
            if "intervals" in row:
                lines.append(line("… 95 % interval", ["", *map(_span, row["intervals"].values())]))
    return "\n".join(lines) + "\n"


def _span(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.3f} – {bounds[1]:.3f}"


def head(columns: Sequence[str]) -> list[str]:
    """The head of a table whose first column has no name."""
    return [line("", columns), "|---" * (len(columns) + 1) + "|"]


def line(title: str, cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {title} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("affairs", type=Path)
    parser.add_argument("--tune", action="store_true", help="read what is not held back; write nothing")
    given = parser.parse_args()
    found = measure(given.folder, given.affairs, given.tune)
    table = {
        name: {title: figures(items, title == SHIPPED) for title, items in some.items()} for name, some in found.items()
    }
    text = markdown(table)
    print(text)
    if not given.tune:
        (RESULTS / "ablation.md").write_text(text, encoding="utf-8")
        (RESULTS / "ablation.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
