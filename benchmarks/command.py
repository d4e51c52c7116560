"""What the parts have in common on the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks.tables import Row, keep

# One thread, so that figures of time mean the same everywhere: here for what is measured in a process of its own.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def run(name: str, doc: str, measure: Callable[[Path, int], list[Row]], remarks: str, questions: int) -> None:
    """Measure one part with what the command line says, print its table and keep it."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the unpacked public data")
    parser.add_argument("--questions", type=int, default=questions, help="at most so many of each kind")
    given = parser.parse_args()
    if not given.data.is_dir():
        parser.error(f"{given.data} is not a folder; see benchmarks/README.md for what it has to hold")
    command = f"python -m benchmarks.{name} --data FOLDER"
    if given.questions != questions:
        command += f" --questions {given.questions}"
    with threadpool_limits(1):  # numpy is loaded already, and has read its environment
        keep(name, command, measure(given.data, given.questions), remarks)
