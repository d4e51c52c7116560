"""The one-liners for scripts: `rag.answer` and `rag.check`, on a library that stays open between calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import rag.generation as generation
import rag.places as places
from rag.library import Library
from rag.search.embed import Encoder
from rag.types import Answer, CheckedText, Turn


@lru_cache(maxsize=4)
def _opened(index: Path | str, generator: Any = None, encoder: Any = None) -> Library:
    return Library(index, generator=generator, encoder=encoder)


def _place(index: str | Path) -> Path | str:
    """The index wherever the program is by now."""
    return index if places.is_address(index) else Path(index).resolve()


def answer(
    question: str,
    history: Sequence[Turn] = (),
    *,
    index: str | Path = "index",
    encoder: Encoder | str | None = None,
    generator: generation.Generator | str | None = None,
) -> Answer:
    """Answer a question from the articles indexed in `index`, after the turns of a conversation.

    The one-liner for scripts; it keeps the library open between calls. `encoder` and `generator` are what
    `Library` takes. Raises `IndexMissing` where nothing was indexed yet, and `ValueError` for a blank question."""
    # Encoders and generators are as hashable as any object; their protocols do not say so.
    options: dict[str, Any] = {"encoder": encoder, "generator": generator}
    return _opened(_place(index), **options).ask(question, history)


def check(text: str, *, index: str | Path = "index", encoder: Encoder | str | None = None) -> CheckedText:
    """Every sentence of a text with what the articles indexed in `index` say to it: `Library.check`."""
    options: dict[str, Any] = {"encoder": encoder}
    return _opened(_place(index), **options).check(text)
