"""The word lists under data/, and their one loader. The comment that opens each file says where its words are from."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def entries(name: str, package: str = "rag.english") -> tuple[str, ...]:
    """What stands in a package's `data/NAME.txt`, in its order: separated by blanks or line ends, an underscore for a
    blank inside an entry ("saudi_arabia"). Lines that begin with "#" are comments."""
    text = resources.files(package).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(entry.replace("_", " ") for line in lines for entry in line.split())


@cache
def word_set(name: str) -> frozenset[str]:
    """The entries of a list as a set."""
    return frozenset(entries(name))


@cache
def rows(name: str, package: str = "rag.english") -> tuple[tuple[str, ...], ...]:
    """The entries of a list in which each is several words, written ONE/OTHER."""
    return tuple(tuple(entry.split("/")) for entry in entries(name, package))
