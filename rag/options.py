"""The options and arguments of the commands: what several have, or what is long to tell."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

import rag.printing as printing
from rag.generation import HELP
from rag.types import Where
from rag.web import ENCODER_HELP

INDEX = "index"
"""Where the index is kept if nothing else is said."""
IndexOption = Annotated[
    str,
    typer.Option(
        "--index",
        metavar="DIR",
        help="The folder the index is kept in, or a Postgres database: postgresql://USER@HOST/DATABASE.",
        show_default=True,
    ),
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


def takes_where(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `where: Where | None` as one that has an option for each condition in its place."""

    @wraps(command)
    def run(**given: Any) -> None:
        only = given.pop("only")
        conditions = {name: given.pop(name) for name in _CONDITIONS.keys() - {"only"}}
        where = Where(**conditions, articles=frozenset(only) if only else None)
        command(**given, where=None if where == Where() else where)

    signature = inspect.signature(command, eval_str=True)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option])
        for name, (kind, option) in _CONDITIONS.items()
    ]
    own = list(signature.parameters.values())
    place = next(number for number, parameter in enumerate(own) if parameter.name == "where")
    own[place : place + 1] = options
    run.__signature__ = signature.replace(parameters=own)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in own}
    return run


_CONDITIONS: dict[str, tuple[Any, Any]] = {
    "only": (
        list[str],
        typer.Option("--only", metavar="ID", help="Ask this article, as `rag articles` shows it; may be repeated."),
    ),
    "outlet": (str, typer.Option("--from", "--outlet", metavar="OUTLET", help="Ask only articles of this outlet.")),
    "author": (str, typer.Option("--author", metavar="NAME", help="Ask only articles by this author.")),
    "since": (str, typer.Option("--since", metavar="DATE", help="… of this day, month or year or later: 2026-02-10.")),
    "until": (str, typer.Option("--until", metavar="DATE", help="… of this day, month or year or earlier.")),
    "folder": (str, typer.Option("--folder", metavar="FOLDER", help="… of this folder: articles, articles/news.")),
    "language": (str, typer.Option("--language", metavar="CODE", help="… in this language: en, de.")),
}
