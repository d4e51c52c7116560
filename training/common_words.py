"""The words that begin a sentence without being a name, counted in named public texts.

    python -m training.common_words FOLDER

Writes `rag/english/data/common_words.txt`: words that stand in lower case at least three times, and inside sentences
mostly, in the contexts of SQuAD, QED and QAMR. Only which words are common is kept, no text. By them a capital at the
start of a sentence ("Officials said", "Lavrov said") is told from a name without a tagger."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from training.corpora import POOL, SQUAD

TARGET = Path("rag/english/data/common_words.txt")
HEADER = """\
# Words that are common in lower case, so that a capital at the start of a sentence makes no name of them. Counted in
# contexts of SQuAD (CC BY-SA 4.0), QED (CC BY-SA 3.0) and QAMR (MIT) by `python -m training.common_words FOLDER`."""
TIMES = 3
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_OPENS = re.compile(r"(?:^|[.!?:;\"“”‘’'(`])\s*$")


def contexts(folder: Path) -> Iterator[str]:
    """Every paragraph of the three sets, each once."""
    seen: set[str] = set()
    for version in ("2.0", "1.1"):
        for entry in json.loads((folder / SQUAD.format(version)).read_text("utf-8"))["data"]:
            yield from (p["context"] for p in entry["paragraphs"] if p["context"] not in seen)
            seen.update(p["context"] for p in entry["paragraphs"])
    for line in (folder / POOL).read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["src"] in ("qed", "qamr") and row["context"] not in seen:
            seen.add(row["context"])
            yield row["context"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for text in contexts(parser.parse_args().folder):
        for word in _WORD.finditer(text):
            if word.group()[0].islower():
                low[word.group()] += 1
            elif not _OPENS.search(text[max(0, word.start() - 3) : word.start()]):
                high[word.group().casefold()] += 1
    common = sorted(word for word, times in low.items() if times >= TIMES and times > high[word] and len(word) > 1)
    TARGET.write_text(f"{HEADER}\n{fill(' '.join(common), 118)}\n", encoding="ascii")
    print(f"{len(common)} words in {TARGET}")


if __name__ == "__main__":
    main()
