"""How long `rag update` takes over many small files, and over one very long line.

    python -m benchmarks.updating [--files N] [--megabytes N]

Makes the files in a temporary folder (each its own three sentences; one file of a single line), indexes each in a fresh
index with the encoder that ships, and prints seconds and files or megabytes a second, and what a second update that
finds nothing changed takes.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from rag import Library

FILES, MEGABYTES = 5_000, 20
TEXT = (
    "Report {0} on the bridge of Orsk\n\nThe clerk of ward {0} counted {1} boats below the bridge on Monday. Nobody in "
    "ward {0} had counted as many since the flood of 1964. The council will repeat count {0} in spring.\n"
)


def main() -> None:
    """Measure with the numbers of the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="of the one line")
    given = parser.parse_args()
    print("| what | articles | s | again, nothing changed, s |\n|---|---|---|---|")
    with TemporaryDirectory() as folder:
        many, one = Path(folder, "many"), Path(folder, "one")
        many.mkdir()
        one.mkdir()
        for number in range(given.files):
            (many / f"{number}.txt").write_text(TEXT.format(number, number * 7), encoding="utf-8")
        print(f"| {given.files:,} small files | {measured(many)}", flush=True)
        line = " ".join(
            f"Boat {number} of ward {number % 97} passed below the bridge."
            for number in range(int(given.megabytes * 25_000))
        )
        (one / "line.txt").write_text(line[: int(given.megabytes * 1e6)], encoding="utf-8")
        print(f"| one line of {given.megabytes:g} MB | {measured(one)}", flush=True)


def measured(folder: Path) -> str:
    """Articles, seconds of the first update and of the second, as cells."""
    taken = []
    with closing(Library(folder / "index")) as library:
        library.warm()
        for _ in range(2):
            begun = time.perf_counter()
            library.update(folder)
            taken.append(time.perf_counter() - begun)
        return f"{len(library.articles):,} | {taken[0]:.1f} | {taken[1]:.1f} |"


if __name__ == "__main__":
    main()
