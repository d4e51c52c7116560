"""Notes in which a paper takes back what it printed: "Correction: We said that six had voted. Five did."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.dates import moments
from rag.english.quantities import Quantity, agrees, quantities
from rag.types import Passage

_NOTE = re.compile(r"^\W*(?:corrections?|clarifications?|editor['’]s note|errat(?:um|a))\W{0,3}[:.–—-]", re.IGNORECASE)


def note_span(sentences: Sequence[Passage], i: int) -> int:
    """1 where `sentences[i]` begins a note of correction and the next one, in the same paragraph, goes on with it; else
    0."""
    if not _NOTE.match(sentences[i].text) or i + 1 == len(sentences):
        return 0
    between = sentences[i].article.text[sentences[i].end : sentences[i + 1].start]
    return int("\n" not in between)


def takes_back(note: str, held: str, text: str) -> bool:
    """Whether a text gives a figure that a `note` takes back, and not the one that `held` by the sentence after it."""
    told, right = _figures(text), _figures(held)
    return bool(right) and _share(told, _figures(note)) and not _share(told, right)


def _figures(text: str) -> list[Quantity]:
    """The quantities of a text, but for those that are parts of dates."""
    dates = moments(text)
    return [one for one in quantities(text) if not any(date.start <= one.start < date.end for date in dates)]


def _share(some: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    return any(agrees(one, other) for one in some for other in others)
