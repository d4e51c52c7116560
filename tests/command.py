"""The `rag` command as the tests call it: in a folder of its own, with the encoder that stands in for the real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rag import Library, cli, opening
from tests.fakes import HashEncoder


def settle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in `folder` from here on; gives a folder in it for articles."""
    monkeypatch.chdir(folder)

    def library(index: Path, *, encoder: str | None, **options: Any) -> Library:
        return Library(index, encoder=encoder or HashEncoder(), **options)

    for module in (cli, opening):
        monkeypatch.setattr(module, "Library", library)
    articles = folder / "news"
    articles.mkdir()
    return articles


def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, standard output, standard error of `rag …` through its real entry point."""
    done = CliRunner().invoke(cli.app, list(arguments), input=typed, catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr
