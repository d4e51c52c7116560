"""docs/models.md cannot lie about what may be written: its commands are read by the real command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag import chatting, cli
from rag.generation.phrase import SECONDS
from rag.generation.reading import CONTEXT_TOKENS, FEW, MOST_TOKENS
from rag.generation.server import KEY

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("rag ")])
def test_the_commands_are_understood(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "models" / "Qwen2.5-1.5B-Instruct"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").touch()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    served = []
    monkeypatch.setattr(chatting, "serve", lambda *given, **named: served.append(named["generator"]))
    done = CliRunner().invoke(cli.app, [*shlex.split(line)[1:], "--articles", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0
    assert served[0].name.split(" on ")[0] in line


def test_what_it_states_is_what_the_code_does() -> None:
    assert f"export {KEY}=" in PAGE
    assert f"given up after {SECONDS:.0f} seconds" in PAGE
    assert f"the best {['six'][FEW - 6]} for" in PAGE
    assert f"about {MOST_TOKENS:,} tokens" in PAGE
    assert f"{CONTEXT_TOKENS:,} tokens, hence" in " ".join(PAGE.split())
    assert "None of these was measured here" in PAGE
