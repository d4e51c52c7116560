"""An index that `benchmarks.scale --keep` left, opened for searches whose questions are encoded already."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale import BUILT, PRESS, SEARCHES
from rag.search import Index
from rag.search.store import Numbers, State

DEPTH = 10


@contextmanager
def opened(folder: Path) -> Iterator[tuple[State, Numbers, Callable[[int], list[int]]]]:
    """The state of an index, its chunks in the order of their numbers, and its search for the question of a number,
    which gives as many numbers as there are hits: only of vectors it is measured which are found."""
    made = pickle.loads((folder.parent / PRESS).read_bytes())
    questions = made.questions(json.loads((folder.parent / BUILT).read_text("utf-8"))["articles"], SEARCHES)
    made.encode = lambda texts, encode=made.encode, known={}: _remembered(texts, encode, known)
    made.encode(questions)
    with Index(folder, made) as index, index.store.reading() as state:
        numbers = np.sort(state.dense(np.zeros(made.dimension, np.float32), state.count()).chunks)
        yield state, numbers, lambda n: list(range(len(index.search(questions[n], DEPTH))))


def _remembered(texts: Any, encode: Callable[[Any], Any], known: dict[str, Any]) -> Any:
    """The vectors of texts, each encoded once: no store's encoding is measured."""
    known |= {text: encode([text])[0] for text in texts if text not in known}
    return np.stack([known[text] for text in texts])
