"""The options that several of the commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import rag.printing as printing
from rag.generation import HELP
from rag.web import ENCODER_HELP

INDEX = Path("index")
"""Where the index is kept if nothing else is said."""
IndexOption = Annotated[
    Path, typer.Option("--index", metavar="DIR", help="The folder the index is kept in.", show_default=True)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
LeastOption = Annotated[
    float | None,
    typer.Option("--least-confidence", min=0, max=1, help="Do not answer with less; --json tells an answer's own."),
]
GeneratorOption = Annotated[
    str, typer.Option("--generator", metavar="GENERATOR", help=printing.escape(HELP), show_default=True)
]
EncoderOption = Annotated[str | None, typer.Option("--encoder", metavar="NAME_OR_FOLDER", help=ENCODER_HELP)]
