"""docs/serving.md cannot lie about what may be written: its commands are run by the real command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rag.serving.passwords as passwords
import rag.serving.users as users
from rag import chatting, cli
from rag.serving.gate import PER_CORE
from rag.serving.people import Role
from rag.serving.sessions import IDLE_S
from rag.serving.waits import FREE, LONGEST_S

PAGE = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_the_commands_do_what_they_are_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(passwords, "COST", 2**4)
    served: list[Any] = []
    monkeypatch.setattr(chatting, "serve", lambda *_, **named: served.append(named["settings"]))
    for line in COMMANDS:
        more = ["--articles", str(tmp_path)] if line.startswith("rag chat") else []
        done = CliRunner().invoke(
            cli.app, [*shlex.split(line)[1:], *more], input="correct horse\n", catch_exceptions=False
        )
        assert done.exit_code == 0, f"{line}: {done.output}"
    first, second = served
    assert first.users == Path("users.jsonl")
    assert first.name == second.name == "footnote.example"
    assert second.header == "X-Remote-User"
    held = users.read(tmp_path / "users.jsonl")
    assert {name: user.role for name, user in held.items()} == {"ann": Role.EDITOR}, "Ben was added, and removed again"


def test_what_it_states_is_what_the_code_does() -> None:
    assert f"at least {passwords.SHORTEST} characters" in PAGE
    assert f"{IDLE_S // 86_400}\ndays without a request" in PAGE
    assert (FREE, LONGEST_S["name"], LONGEST_S["address"]) == (5, 60, 15 * 60)
    assert f"{PER_CORE} for each core by default" in PAGE
    options = set(re.findall(r"`(--[a-z-]+)", PAGE))
    shown = CliRunner().invoke(cli.app, ["chat", "--help"], env={"COLUMNS": "200"}).output
    assert not [option for option in options if option not in shown]
