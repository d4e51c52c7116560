"""What it costs: cold start to the first answer, warm latency, memory, size of the installation.

    python -m benchmarks.footprint [--articles DIR] [--runs N]

Prints a table and writes it to benchmarks/results/footprint.md. Every figure is a median over fresh processes.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "footprint.md"
QUESTION = "Which network did Lavrov give the interview to?"
MEASURE = """
import json, resource, sys, time
import rag
library = rag.Library(sys.argv[1])
questions = sys.argv[2:]
library.ask(questions[0])
milliseconds = []
for question in questions * 10:
    started = time.perf_counter()
    library.ask(question)
    milliseconds.append((time.perf_counter() - started) * 1000)
milliseconds.sort()
print(json.dumps({
    "p50": milliseconds[len(milliseconds) // 2],
    "p95": milliseconds[int(len(milliseconds) * 0.95)],
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def cold_start(index: Path) -> tuple[float, float]:
    """Wall and processor seconds of one `rag ask` in a fresh process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    ask = [sys.executable, "-c", "from rag.cli import main; main()", "ask", QUESTION, "--index", str(index)]
    subprocess.run(ask, check=True, capture_output=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def warm(index: Path, questions: list[str]) -> dict[str, float]:
    """p50 and p95 of a question in milliseconds, and the process's peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(index), *questions], check=True, capture_output=True, text=True
    )
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def installed(name: str, seen: dict[str, int]) -> dict[str, int]:
    """Bytes on disk of a distribution and everything it needs without extras, by name."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        found = distribution(name)
    except PackageNotFoundError:  # needed on other platforms only
        return seen
    seen[key] = size(found)
    for requirement in found.requires or ():
        if "extra ==" not in requirement:
            installed(re.split(r"[ <>=!~;\[(]", requirement, maxsplit=1)[0], seen)
    return seen


def size(found: Distribution) -> int:
    files = (Path(str(file.locate())) for file in found.files or ())
    return sum(file.stat().st_size for file in files if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=ROOT / "articles")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        update = [sys.executable, "-c", "from rag.cli import main; main()", "update", str(arguments.articles)]
        subprocess.run([*update, "--index", str(index)], check=True, capture_output=True)
        cold = [cold_start(index) for _ in range(arguments.runs)]
        lines = (ROOT / "benchmarks" / "questions" / "samples.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines][:40]
        steady = [warm(index, questions) for _ in range(min(3, arguments.runs))]
    parts = installed("footnote-rag", {})
    largest = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in sorted(parts.items(), key=lambda p: -p[1])[:4])
    rows = [
        ("cold `rag ask` to the answer, seconds", f"{median(wall for wall, _ in cold):.1f}"),
        ("  of which processor seconds", f"{median(cpu for _, cpu in cold):.1f}"),
        ("warm question p50, ms", f"{median(run['p50'] for run in steady):.1f}"),
        ("warm question p95, ms", f"{median(run['p95'] for run in steady):.1f}"),
        ("peak memory, MiB", f"{median(run['memory'] for run in steady):.0f}"),
        ("installed, MiB", f"{sum(parts.values()) / 2**20:.0f} in {len(parts)} packages ({largest})"),
    ]
    table = "\n".join(["| what | figure |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows)])
    command = "`python -m benchmarks.footprint`"
    place = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    text = f"# Footprint\n\n{command}, median of {arguments.runs} fresh processes; {place}.\n\n{table}\n"
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
