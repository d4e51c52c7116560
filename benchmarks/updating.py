"""How long `rag update` takes over many small files, and over one very long line.

    python -m benchmarks.updating [--files N] [--megabytes N] [--unencoded]

Makes the files in a temporary folder (each its own three sentences; one file of a single line), indexes each in a fresh
index with the encoder that ships, and prints the seconds that takes and what a second update that finds nothing changed
takes, and the most memory the process had by then. Nearly all of it is encoding: `--unencoded` shows what is left.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from rag import Library

FILES, MEGABYTES = 5_000, 20
TEXT = (
    "Report {0} on the bridge of Orsk\n\nThe clerk of ward {0} counted {1} boats below the bridge on Monday. Nobody in "
    "ward {0} had counted as many since the flood of 1964. The council will repeat count {0} in spring.\n"
)


class Unencoded:
    """An encoder that takes no time and to which all texts are alike."""

    name, dimension = "none", 384

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One and the same row for each text."""
        return np.full((len(texts), self.dimension), self.dimension**-0.5, np.float32)

    def count_tokens(self, text: str) -> int:
        """About as many as there are."""
        return len(text) // 4


def main() -> None:
    """Measure with the numbers of the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="of the one line")
    parser.add_argument("--unencoded", action="store_true", help="without the encoder")
    given = parser.parse_args()
    print("| what | articles | s | again, nothing changed, s | peak memory, MiB |\n|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        many, one = Path(folder, "many"), Path(folder, "one")
        many.mkdir()
        one.mkdir()
        for number in range(given.files):
            (many / f"{number}.txt").write_text(TEXT.format(number, number * 7), encoding="utf-8")
        print(f"| {given.files:,} small files | {measured(many, given.unencoded)}", flush=True)
        line = " ".join(
            f"Boat {number} of ward {number % 97} passed below the bridge."
            for number in range(int(given.megabytes * 25_000))
        )
        (one / "line.txt").write_text(line[: int(given.megabytes * 1e6)], encoding="utf-8")
        print(f"| one line of {given.megabytes:g} MB | {measured(one, given.unencoded)}", flush=True)


def measured(folder: Path, unencoded: bool) -> str:
    """Articles, seconds of the first update and of the second, and peak memory, as cells."""
    taken = []
    with closing(Library(folder / "index", encoder=Unencoded() if unencoded else None)) as library:
        library.warm()
        for _ in range(2):
            begun = time.perf_counter()
            library.update(folder)
            taken.append(time.perf_counter() - begun)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        return f"{len(library.articles):,} | {taken[0]:.1f} | {taken[1]:.1f} | {memory} |"


if __name__ == "__main__":
    main()
