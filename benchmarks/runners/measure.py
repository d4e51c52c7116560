"""What every runner does: build, search, and say how long it took. Uses nothing but the standard library.

    python -m benchmarks.runners.NAME TASK.json RESULT.json

TASK holds passages [[id, title, text]], questions and the model's folder; RESULT the ids found and what it cost.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

DEPTH = 20
Search = Callable[[str], list[str]]
"""The ids of the best `DEPTH` passages, best first."""
Build = Callable[[list[list[str]], str], Search]
"""(passages, model's folder) -> how to search them."""


def main(build: Build, names: list[str], remember: Callable[[], None]) -> None:
    """Run the task of the command line. `names` are the distributions to install; `remember` makes the encoder give
    what it gave before, so that what is left of a query's time is the library's own."""
    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    started, cpu = time.perf_counter(), time.process_time()
    search = build(task["passages"], task["model"])
    ingest = time.perf_counter() - started, time.process_time() - cpu
    first = search(task["questions"][0])
    result: dict[str, Any] = {"cpu_to_first": time.process_time(), "ingest": ingest, "versions": versions(names)}
    if task["cold"]:
        result["found"] = [first]
    else:
        remember()
        result["found"] = [search(question) for question in task["questions"]]
        result["overhead_ms"] = [timed(search, question) for question in task["questions"]]
        result["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        result["installed_mib"] = installed(names) / 2**20
    Path(sys.argv[2]).write_text(json.dumps(result), "utf-8")


def timed(search: Search, question: str) -> float:
    """Processor milliseconds of one search."""
    started = time.process_time()
    search(question)
    return (time.process_time() - started) * 1000


def versions(names: list[str]) -> dict[str, str]:
    return {name: distribution(name).version for name in names}


def installed(names: list[str]) -> int:
    """Bytes on disk of these distributions and of all that they need without extras."""
    seen: dict[str, int] = {}
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:  # needed on other platforms only
            continue
        files = (Path(str(file.locate())) for file in found.files or ())
        seen[name] = sum(file.stat().st_size for file in files if file.is_file())
        waiting += [
            re.split(r"[ <>=!~;\[(]", line, maxsplit=1)[0] for line in found.requires or () if "extra" not in line
        ]
    return sum(seen.values())


def remember_sentence_transformers() -> None:
    """Lets every SentenceTransformer give the vectors it gave for the same words before."""
    import sentence_transformers

    plain: Callable[..., Any] = sentence_transformers.SentenceTransformer.encode
    held: dict[str, Any] = {}

    def encode(self: Any, inputs: Any, *rest: Any, **options: Any) -> Any:
        key = repr((inputs, sorted(map(str, options.items()))))
        if key not in held:
            held[key] = plain(self, inputs, *rest, **options)
        return held[key]

    sentence_transformers.SentenceTransformer.encode = encode
