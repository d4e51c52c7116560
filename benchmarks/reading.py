"""How fast articles are read, encoded and written, with the encoder that ships.

    python -m benchmarks.reading [--affairs N]

Updates a fresh index with the articles of the first N affairs of training/affairs/train, the encoder on one thread and
on two, each in a process of its own. Writes benchmarks/results/reading.*.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

os.environ["OMP_NUM_THREADS"] = "1"

from benchmarks.recombined import AFFAIRS
from benchmarks.tables import Row, keep
from rag.search import Index, MiniLMEncoder
from rag.search.embedded import schema
from rag.update import update

REMARKS = """
“CPU” is by the processor time of the process and says what the work is; the other rate is by the clock, and on a busy
machine says little. Loading the network is left out. A chunk is a paragraph or a few short ones, 128 tokens at most."""


def main() -> None:
    """Measure, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--affairs", type=int, default=6)
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)  # for the processes that this one starts
    given = parser.parse_args()
    if given.threads:
        print(json.dumps(read(given.affairs, given.threads)))
        return
    rows = []
    for threads in (1, 2):
        command = [sys.executable, "-m", "benchmarks.reading", "--affairs", str(given.affairs)]
        done = subprocess.run([*command, "--threads", str(threads)], check=True, stdout=subprocess.PIPE)
        wall_s, cpu_s, articles, chunks, sentences = json.loads(done.stdout)
        group = f"{threads} thread{'s'[: threads - 1]}, {articles} articles, {chunks} chunks, {sentences} sentences"
        for what, count in (("Chunks", chunks), ("Sentences", sentences)):
            rows.append(Row(group, f"{what} a second, CPU", count / cpu_s, 1, unit="/s"))
            rows.append(Row(group, f"{what} a second", count / wall_s, 1, unit="/s"))
    keep("reading", f"python -m benchmarks.reading --affairs {given.affairs}", rows, REMARKS)


def read(affairs: int, threads: int) -> list[float]:
    """Wall and processor seconds of reading the articles, and how many articles, chunks and sentences there are."""
    encoder = MiniLMEncoder(threads=threads)
    encoder.encode(["warm"])
    with TemporaryDirectory() as folder:
        source = Path(folder, "articles")
        for affair in sorted(AFFAIRS.iterdir())[:affairs]:
            copytree(affair / "articles", source / affair.name)
        with Index(Path(folder, "index"), encoder) as index:
            begun = time.perf_counter(), time.process_time()
            with index.writer() as writer:
                update(source, writer, encoder)
            taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
            with closing(schema.connect(Path(folder, "index"))) as connection:
                numbers = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
    return [*taken, *numbers]


TABLES = ("articles", "chunks", "sentences")

if __name__ == "__main__":
    main()
