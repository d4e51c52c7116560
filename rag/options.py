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
from rag.serving.people import Role
from rag.serving.settings import HELP as SETTINGS
from rag.serving.settings import Settings
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


Options = dict[str, tuple[Any, Any]]
"""Options by their names in Python: the type of each, and what Typer is to know of it."""


def takes_where(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `where: Where | None` as one that has an option for each condition in its place."""

    def where(only: list[str] | None, **conditions: Any) -> Where | None:
        asked = Where(**conditions, articles=frozenset(only) if only else None)
        return None if asked == Where() else asked

    return _taking(command, "where", _CONDITIONS, where)


def takes_settings(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `settings: Settings` as one that has an option for each of them in its place."""

    def settings(**given: Any) -> Settings:
        return Settings(**{name: value for name, value in given.items() if value is not None})

    return _taking(command, "settings", _SETTINGS, settings)


def _taking(
    command: Callable[..., None], name: str, options: Options, made: Callable[..., object]
) -> Callable[..., None]:
    """A command with options in the place of the argument `name`, which is what is `made` of them."""

    @wraps(command)
    def run(**given: Any) -> None:
        value = made(**{option: given.pop(option) for option in options})
        command(**given, **{name: value})

    signature = inspect.signature(command, eval_str=True)
    own = list(signature.parameters.values())
    place = next(number for number, parameter in enumerate(own) if parameter.name == name)
    own[place : place + 1] = [
        inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option])
        for one, (kind, option) in options.items()
    ]
    run.__signature__ = signature.replace(parameters=own)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in own}
    return run


_SETTINGS: Options = {
    "open_to_all": (bool, typer.Option("--open", help=SETTINGS["open"])),
    "users": (Path, typer.Option("--auth", metavar="FILE", help=SETTINGS["auth"])),
    "header": (str, typer.Option("--auth-header", metavar="HEADER", help=SETTINGS["auth-header"])),
    "header_role": (Role, typer.Option("--proxy-role", help=f"{SETTINGS['proxy-role']} [default: editor]")),
    "proxies": (list[str], typer.Option("--trusted-proxy", metavar="ADDRESS", help=SETTINGS["trusted-proxy"])),
    "name": (str, typer.Option("--name", metavar="HOST", help=SETTINGS["name"])),
    "at_once": (int, typer.Option("--at-once", min=1, metavar="N", help=SETTINGS["at-once"])),
    "log_json": (bool, typer.Option("--log-json", help=SETTINGS["log-json"])),
}
_CONDITIONS: Options = {
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
