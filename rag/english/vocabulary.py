"""The word lists under data/, and their one loader. The comment that opens each file says where its words are from."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def entries(name: str) -> tuple[str, ...]:
    """What stands in `data/NAME.txt`, in its order: separated by blanks or line ends, an underscore for a blank inside
    an entry ("saudi_arabia"). Lines that begin with "#" are comments."""
    text = resources.files("rag.english").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(entry.replace("_", " ") for line in lines for entry in line.split())


@cache
def word_set(name: str) -> frozenset[str]:
    """The entries of a list as a set."""
    return frozenset(entries(name))


@cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The entries of a list of pairs, each written LEFT/RIGHT."""
    return tuple((left, right) for left, _, right in (entry.partition("/") for entry in entries(name)))
