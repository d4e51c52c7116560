"""What every runner that answers does: read an affair's articles, ask the questions about it, keep what came.

    python -m benchmarks.runners.answer_NAME TASK.json REPLIES.jsonl

TASK holds the encoder's folder, the server, the model's name there, seconds, and questions [[articles' folder,
question]]. What REPLIES holds already is not asked again. Needs nothing besides the library.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_TOKENS = 600
"""An answer is a few sentences; the same as this package asks for."""
PATIENCE_S = 3_600
"""A busy machine is slow, and what is measured is what a model writes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that an answer rests on, as the library hands it back."""

    article: str
    """The file's name."""
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a library is handed: articles, the encoder's folder, and where which model is served."""

    articles: Path
    encoder: str
    server: str
    model: str


Heard = Callable[[str], None]
"""Told each piece of an answer as it comes."""
Ask = Callable[[str, Heard], list[Source]]
"""What a library answers from; the answer itself goes to `Heard`."""


def main(build: Callable[[Given], Ask]) -> None:
    """Run the task of the command line."""
    task, file = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])
    held = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    known = {(row["affair"], row["question"]) for row in held}
    end = time.monotonic() + task["seconds"]
    asks: dict[str, Ask] = {}
    for folder, question in task["questions"]:
        affair = Path(folder).parent.name
        if (affair, question) in known:
            continue
        if time.monotonic() > end:
            return
        if folder not in asks:
            asks[folder] = build(Given(Path(folder), task["encoder"], task["server"], task["model"]))
        row = {"affair": affair, "question": question, **asked(asks[folder], question)}
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def asked(ask: Ask, question: str) -> dict[str, Any]:
    """One answer, its sources in the order of their numbers, and seconds until it began and until it was done."""
    pieces: list[str] = []
    began, first = time.perf_counter(), [0.0]

    def heard(piece: str) -> None:
        first[0] = first[0] or (time.perf_counter() - began if piece else 0.0)
        pieces.append(piece)

    sources = [asdict(source) for source in ask(question, heard)]
    done = time.perf_counter() - began
    return {"text": "".join(pieces), "sources": sources, "first_s": first[0], "done_s": done}
