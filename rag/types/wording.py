"""Words that an answer is told with, wherever it is told."""

from __future__ import annotations

from collections.abc import Callable, Collection

METADATA = "from the article's metadata"
Say = Callable[[str], str]
"""Words as they are told to whoever reads them."""


def searched_for(words: Collection[str]) -> str:
    """Which words were searched for in place of misspelt ones; empty where none was."""
    return f"Searched for {', '.join(words)}." if words else ""


def count_left_out(number: int) -> str:
    """How many sentences were not shown, as a line below an answer; empty where none was."""
    if not number:
        return ""
    sentences, them = ("sentence was", "it") if number == 1 else ("sentences were", "them")
    return f"{number} {sentences} left out because the articles do not support {them}."
