"""What every runner does: build, search, and say how long it took. Needs nothing but numpy besides its library.

    python -m benchmarks.runners.NAME TASK.json RESULT.json

TASK holds passages [[id, title, text]], questions, the model's folder, and a folder for vectors where the encoder's own
time is not wanted; RESULT the ids found and what it cost.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np

DEPTH = 20
Search = Callable[[str], list[str]]
"""The ids of the best `DEPTH` passages, best first."""
Build = Callable[[list[list[str]], str], Search]
"""(passages, model's folder) -> how to search them."""
Save = Callable[[], None]


def main(build: Build, names: list[str], remember: Callable[[Path], Save]) -> None:
    """Run the task of the command line. `names` are the distributions to install; `remember` lets the encoder give
    what it gave before, so that what is left of the time is the library's own."""
    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    save = remember(Path(task["vectors"])) if task["vectors"] else None
    started = time.process_time()
    search = build(task["passages"], task["model"])
    result: dict[str, Any] = {"ingest_s": time.process_time() - started}
    result["found"] = [search(task["questions"][0])]
    result["first_s"] = time.process_time()
    if save:
        result["found"] += [search(question) for question in task["questions"][1:]]
        save()
        result["overhead_ms"] = [timed(search, question) for question in task["questions"]]
    else:
        result["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        result["installed_mib"] = installed(names) / 2**20
        result["versions"] = {name: distribution(name).version for name in names}
    Path(sys.argv[2]).write_text(json.dumps(result), "utf-8")


def timed(search: Callable[[str], object], question: str) -> float:
    """Processor milliseconds of one search."""
    started = time.process_time()
    search(question)
    return (time.process_time() - started) * 1000


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
        needed = (line for line in found.requires or () if "extra ==" not in line)
        waiting += [re.split(r"[ <>=!~;\[(]", line, maxsplit=1)[0] for line in needed]
    return sum(seen.values())


def remember_sentence_transformers(folder: Path) -> Save:
    """Lets every SentenceTransformer give the vectors that it, or another library's, gave for the same words before."""
    import sentence_transformers

    file = folder / "sentence-transformers.npz"
    plain: Callable[..., Any] = sentence_transformers.SentenceTransformer.encode
    held: dict[str, Any] = {}
    if file.exists():
        with np.load(file) as kept:
            held.update(zip(kept["keys"].tolist(), kept["rows"], strict=True))

    def encode(self: Any, inputs: Any, *rest: Any, **options: Any) -> Any:
        texts = [inputs] if isinstance(inputs, str) else list(inputs)
        keys = [sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        if missing:
            held.update(zip(missing, plain(self, list(missing.values())), strict=True))
        return held[keys[0]] if isinstance(inputs, str) else np.stack([held[key] for key in keys])

    def save() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(file, keys=np.array(list(held)), rows=np.stack(list(held.values())))

    sentence_transformers.SentenceTransformer.encode = encode
    return save
