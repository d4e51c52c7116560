"""How the work of a function grows with its input: for texts that are made to be slow, on machines that are busy."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 5


def grows_like_a_square(work: Callable[[int], object], size: int) -> bool:
    """Whether four times the size costs more than ten times as much (a square: sixteen; a line: four).

    It is one only if it is in each of several tries: what else the machine does can make one look like one, and
    hardly five. `work` is given the size. A tenth of a second more or less is not looked at."""
    work(size)  # what is made once is made

    def cost(size: int) -> float:
        before = time.process_time()
        work(size)
        return time.process_time() - before

    return all(cost(4 * size) > 10 * cost(size) + 0.1 for _ in range(TRIES))
