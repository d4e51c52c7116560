"""How well the verdicts tell supported sentences from others, with one threshold for every kind of text.

    python -m benchmarks.verdicts FOLDER [--words] [--tune]

FOLDER holds the unpacked public data: summedits/, wice/, training_pools/, summhay_news/, frank/. Reported is what
`training.support_data.held_back` keeps for measuring (a third of the documents, by hash), SummHay's news but for the
topic that `benchmarks.support_fit` reads, and FRANK's, on which nothing was tuned. With `--tune` the other documents
are read, SQuAD's in the place of the news, and nothing is written. With `--words` nothing is read by the judge, and
verdicts-words.{json,md} are written. Otherwise writes benchmarks/results/verdicts.{json,md}.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.insights import HONEST, REPORTED, TUNED, insights
from rag.evaluation import paraphrase, perturb
from rag.evaluation.perturb import Names
from rag.types import Support, Verdict
from rag.verification import verify, verify_words
from training.support_data import DOMAINS, fever, held_back, paragraphs, sentences_of, summedits_document

RESULTS = Path(__file__).parent / "results"
DRAWS = 1_000
WINDOW = 2
"""Sentences on either side that are cited together with the one in question."""
PER_KIND = 400
SHORTEST, LONGEST = 8, 45

Check = Callable[[str, Sequence[str]], Verdict]


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


def whole(verdicts: Iterable[Verdict]) -> tuple[bool, bool]:
    """Whether a text of several sentences is supported, and whether one of them is contradicted."""
    found = [verdict for verdict in verdicts if verdict.kind is not Support.UNVERIFIABLE]
    return (
        all(verdict.supported for verdict in found),
        any(verdict.kind is Support.CONTRADICTED for verdict in found),
    )


def summedits(folder: Path, wanted: Callable[[str], bool], check: Check) -> Iterator[Item]:
    """SummEdits: a summary is supported when each of its sentences is."""
    for domain in DOMAINS:
        for row in json.loads((folder / f"summedits/summedits_{domain}.json").read_text("utf-8")):
            group = f"summedits {summedits_document(domain, row)}"
            if wanted(group):
                said, against = whole(check(sentence, [row["doc"]]) for sentence in sentences_of(row["summary"]))
                yield Item(group, domain, bool(row["label"]), said, against, tuple(row["edit_types"]))


def wice(folder: Path, wanted: Callable[[str], bool], check: Check) -> Iterator[Item]:
    """WiCE's claims against the whole cited page; partly supported is not supported."""
    for line in (folder / "wice/claim_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        group = f"wice {row['meta']['claim_title']}"
        if wanted(group):
            page = "\n".join(sentence for sentence in row["evidence"] if not sentence.startswith("(meta data)"))
            verdict = check(row["claim"], [page])
            yield Item(group, "wice", row["label"] == "supported", verdict.supported)


def fever_claims(folder: Path, wanted: Callable[[str], bool], check: Check) -> Iterator[Item]:
    """FEVER's claims against their gold sentences: supported, or refuted."""
    for example in fever(folder):
        if example.label != "neither" and wanted(example.group):
            verdict = check(example.claim, [" ".join(example.evidence)])
            against = verdict.kind is Support.CONTRADICTED
            yield Item(example.group, "fever", example.label == "supports", verdict.supported, against)


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


def sentences(texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """The usable sentences of the articles as (group, sentence, passage around it), each once."""
    seen: set[str] = set()
    for group, text in texts:
        cut = sentences_of(text)
        for i, sentence in enumerate(cut):
            usable = SHORTEST <= len(sentence.split()) <= LONGEST and sentence[0].isupper() and sentence[-1] in '.”"'
            if usable and sentence not in seen:
                seen.add(sentence)
                yield group, sentence, "\n".join(cut[max(0, i - WINDOW) : i + WINDOW + 1])


def mechanical(folder: Path, source: str, check: Check) -> tuple[list[Item], list[Item]]:
    """Corrupted sentences (right: False) and reworded ones (right: True), up to `PER_KIND` of each kind."""
    texts = list(dict.fromkeys(articles(folder, source)))
    pool = Names.of(text for _, text in texts)
    false: dict[str, list[Item]] = defaultdict(list)
    true: dict[str, list[Item]] = defaultdict(list)
    for group, sentence, passage in _spread(list(sentences(texts))):
        known, other = pool.beside(passage), reworded(sentence)
        for kind in perturb.KINDS:
            for part, said in ((kind, sentence), (f"{kind}, in other words", other)):
                made = perturb.corrupt(kind, said, known) if said and len(false[part]) < PER_KIND else None
                if made:
                    false[part].append(_judged(group, part, False, check(made, [passage])))
        for kind in paraphrase.KINDS:
            if len(true[kind]) < PER_KIND and (made := paraphrase.paraphrase(kind, sentence)):
                true[kind].append(_judged(group, kind, True, check(made, [passage])))
    return [i for some in false.values() for i in some], [i for some in true.values() for i in some]


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


def _judged(group: str, part: str, right: bool, verdict: Verdict) -> Item:
    return Item(group, part, right, verdict.supported, verdict.kind is Support.CONTRADICTED)


def insight_items(folder: Path, topics: tuple[str, ...], check: Check) -> list[Item]:
    """SummHay's insights against articles that hold them, against others, and made false."""
    return [
        _judged(group, part, part == HONEST, check(claim, [text]))
        for group, part, claim, text in insights(folder, topics)
    ]


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
    edits = list(summedits(folder, wanted, check))
    sets = [row(f"SummEdits {d}", [i for i in edits if i.part == d], balanced) for d in DOMAINS]
    sets.append(row("SummEdits, all", edits, balanced))
    sets.append(row("WiCE, claims", list(wice(folder, wanted, check)), balanced))
    sets.append(row("FEVER, gold sentences", list(fever_claims(folder, wanted, check)), balanced))
    news = insight_items(folder, TUNED if tune else REPORTED, check)
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
        false, true = mechanical(folder, source, check)
        found.append((f"Corruptions noticed, {source}", by_part(false)))
        alarms += by_part(true, f"{source}, reworded: ")
        alarms.append(row(f"{source}, reworded, all", true, share))
    return [*found, ("False alarms on what is true", alarms)]


def by_part(items: Sequence[Item], before: str = "") -> list[dict[str, Any]]:
    """How many of each part are not supported."""
    parts = sorted({item.part for item in items})
    return [row(before + part, [item for item in items if item.part == part], share) for part in parts]


def timed(check: Check, times: list[float]) -> Check:
    """The same check, each call's milliseconds kept."""

    def run(claim: str, passages: Sequence[str]) -> Verdict:
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
