"""How well the ledger of voices tells who speaks, on sentences labelled by hand.

Usage: python -m benchmarks.voices FOLDER... [--show]

The labels (voices.tsv) name each sentence by its file, its place and a hash, and say who speaks: a name, the words for
somebody without one, "own" for the article itself, "?" where it cannot be told. FOLDERs hold the labelled files.
Prints, as JSON: precision, of the sentences for which the ledger tells a speaker (or that it is the article's own) the
share for which that is right; wrong_speaker, the share of all for which it names somebody who does not speak; coverage,
of the sentences in which somebody else than the article speaks the share whose speaker it tells."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import rag.ingest as ingest
from rag.english.entities import names, same
from rag.english.tokens import terms
from rag.search.ledger import ledger
from rag.types import Identity, Manner, Speaker, Voice

LABELS = Path(__file__).with_suffix(".tsv")
OWN, UNTOLD = "own", "?"


def outcome(label: str, voices: Iterable[Voice]) -> str:
    """What a sentence's voices are worth beside its label: right, wrong, or untold; a wrong one is "named" where they
    name somebody who does not speak."""
    told = list(voices)
    speakers = [voice.speaker for voice in told]
    if any(
        voice.manner is not Manner.OWN and (not one or not one.name) for voice, one in zip(told, speakers, strict=True)
    ):
        anonymous = [one for one in speakers if one and one.identity is Identity.ANONYMOUS]
        if not anonymous:
            return "untold"
    if label == OWN:
        return "right" if all(voice.manner is Manner.OWN for voice in told) else "named"
    if any(one and _is(label, one) for one in speakers):
        return "right"
    return "wrong" if all(voice.manner is Manner.OWN for voice in told) else "named"


def _is(label: str, speaker: Speaker) -> bool:
    if label == "anonymous":
        return speaker.identity is Identity.ANONYMOUS
    if any(same(one, other) for one in names(f"of {label}") for other in names(f"of {speaker.name}")):
        return True
    return bool(terms(label)) and set(terms(label)) <= set(terms(speaker.name))


def measure(folders: Iterable[Path], show: bool = False) -> Mapping[str, float | int]:
    """The figures over all labels whose file lies in one of the folders, with how many they are."""
    files = {path.name: path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()}
    labels: dict[str, list[list[str]]] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            labels.setdefault(row[0], []).append(row)
    found: list[tuple[str, str]] = []
    for name in sorted(labels.keys() & files.keys()):
        [parsed] = ingest.read(files[name], name).parsed
        held = dict(zip(((one.start, one.end) for one in parsed.sentences), ledger(parsed.sentences), strict=True))
        for _, start, end, digest, label in labels[name]:
            text = parsed.article.text[int(start) : int(end)]
            voices = held.get((int(start), int(end)))
            if label == UNTOLD or voices is None or sha256(text.encode()).hexdigest()[: len(digest)] != digest:
                continue
            found.append((label, outcome(label, voices)))
            if show and found[-1][1] not in ("right", "untold"):
                told = [voice.words or voice.manner.value for voice in voices]
                print(f"{name} {start}: {label} | {found[-1][1]}: {told} | {text[:120]}", file=sys.stderr)
    told = [result for _, result in found if result != "untold"]
    others = [result for label, result in found if label != OWN]
    return {
        "sentences": len(found),
        "precision": round(told.count("right") / len(told), 3),
        "wrong_speaker": round(told.count("named") / len(found), 3),
        "said by others": len(others),
        "coverage": round(others.count("right") / len(others), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is not right")
    given = parser.parse_args()
    print(json.dumps(measure(given.folders, given.show), indent=1))


if __name__ == "__main__":
    main()
