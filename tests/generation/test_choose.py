"""From what a person writes to a generator."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rag.generation import parse
from rag.generation.local import Transformers
from rag.generation.server import Server


def test_each_kind_is_told_by_how_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert parse("extractive") is parse(" extractive ") is None
    local, server = parse("transformers:some/model"), parse("HTTP://localhost:11434/v1#qwen2.5:7b")
    assert isinstance(local, Transformers)
    assert isinstance(server, Server)
    assert local.name == "some/model"
    assert server.name == "qwen2.5:7b on localhost:11434"
    assert repr(server) == "Server('http://localhost:11434/v1', 'qwen2.5:7b')"


@pytest.mark.parametrize(
    "written", ["", "gpt-4", "Extractive", "localhost:11434", "file:///etc/passwd", "transformer:x"]
)
def test_anything_else_is_an_error_that_says_what_may_be_written(written: str) -> None:
    with pytest.raises(ValueError, match="write extractive, transformers: and a folder or a hub name, or the http"):
        parse(written)


def test_a_name_is_missing() -> None:
    with pytest.raises(ValueError, match="a folder or the name of a model"):
        parse("transformers:")


def test_only_a_model_of_the_hub_lets_the_hub_be_asked(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("model")
    (folder / "model.safetensors").touch()
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    for written, offline in ((str(folder), "1"), ("some/model", "0")):
        code = (
            f"import rag.generation as g; g.parse('transformers:{written}'); import rag.web.server, os;"
            "print(os.environ['HF_HUB_OFFLINE'])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        assert done.stdout.strip() == offline, done.stderr
