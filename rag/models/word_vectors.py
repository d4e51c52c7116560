"""How alike two words are: a small table of word vectors made by `training/word_table.py`, shipped with the code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

FILE = "word_vectors.npz"
NEAR, SAME = 0.35, 0.85
"""At `NEAR` and below two words have nothing to do with one another; at `SAME` they are as good as the same."""

SHORTEST = 5
"""From this length on, a name that begins like another may be a part of it."""


@cache
def _table() -> tuple[dict[str, int], NDArray[np.float32]]:
    with resources.files("rag.models").joinpath(FILE).open("rb") as file, np.load(file) as held:
        rows = held["table"].astype(np.float32)
        return {str(stem): i for i, stem in enumerate(held["stems"])}, rows / np.linalg.norm(
            rows, axis=1, keepdims=True
        )


def vectors(stems: Sequence[str]) -> NDArray[np.float32]:
    """A unit row per stem; zeros for a stem that is not in the table, as most names are not."""
    places, rows = _table()
    found = np.zeros((len(stems), rows.shape[1]), dtype=np.float32)
    for i, stem in enumerate(stems):
        if stem in places:
            found[i] = rows[places[stem]]
    return found


def likeness(wanted: Sequence[str], held: Sequence[str]) -> NDArray[np.float32]:
    """[len(wanted), len(held)] numbers from 0 to 1; 1 for the same stem, or a name cut short ("Exxon")."""
    alike: NDArray[np.float32] = np.clip((vectors(wanted) @ vectors(held).T - NEAR) / (SAME - NEAR), 0.0, 1.0)
    places = {stem: i for i, stem in enumerate(held)}
    known = _table()[0]
    for row, stem in enumerate(wanted):
        if stem in places:
            alike[row, places[stem]] = 1.0
        elif len(stem) >= SHORTEST and stem not in known:
            for other, column in places.items():
                if len(other) >= SHORTEST and (other.startswith(stem) or stem.startswith(other)):
                    alike[row, column] = 1.0
    return alike
