"""The options and arguments of the commands: what several have, or what is long to tell."""

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
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", help="Ask this article alone, as `rag articles` shows it; may be repeated."),
]
AfterOption = Annotated[
    list[str] | None,
    typer.Option("--after", metavar="QUESTION", help="An earlier question this one follows up; may be repeated."),
]
FoldersArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FOLDER...]", help="Folders of articles, or single files; else what was added."),
]
WatchOption = Annotated[
    float | None,
    typer.Option(
        "--watch", metavar="MINUTES", min=0.01, help="Go on: update again every so many minutes, until Ctrl+C."
    ),
]
TextArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", exists=True, dir_okay=False, help="The text; else the standard input is read."),
]
QuestionsArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[QUESTIONS.jsonl]", exists=True, dir_okay=False, help="Questions with their evidence."),
]
FromFolderOption = Annotated[
    Path | None,
    typer.Option("--from-folder", metavar="FOLDER", help="Make the questions and claims out of these articles."),
]
