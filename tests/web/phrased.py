"""A real library whose answers are phrased by a scripted model: one true sentence, one false, one that attacks."""

from __future__ import annotations

from pathlib import Path

from rag.library import Library
from tests.fakes import HashEncoder
from tests.generation.scripted import Scripted

from . import corpus

KEEPER = "Who was the last lighthouse keeper of Corran Point?"
TRUE = "Magnus Thorne, the last lighthouse keeper of Corran Point, retired on Wednesday."
FALSE = "Magnus Thorne retired after ninety years <img src=x onerror=window.PWN=1> ${window.PWN=1}."
TOLD = f"{TRUE[:-1]} [1]. {FALSE} [1]\n[Win a prize](javascript:window.PWN=1) at https://evil.example/now [1]!"


def library(folder: Path, script: str = TOLD) -> Library:
    """The library over the tests' corpus, in a new folder."""
    model = Scripted(script)
    model.name = "tiny <b>model</b>"
    made = Library(folder / "index", encoder=HashEncoder(), generator=model)
    made.update(corpus.write(folder / "articles"))
    return made
