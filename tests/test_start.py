"""A fast start: nobody waits for torch who did not ask for a model that needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TORCH = {"torch", "transformers", "sentence_transformers"}
SLOW = TORCH | {"gradio", "scipy", "sklearn", "pandas", "onnx", "huggingface_hub"}
ONLY_READING = {"yaml", "nupunkt", "py3langid", "charset_normalizer", "trafilatura", "lxml", "icu4py", "pyromark"}
ARTICLE = "Bert Lund closed the harbour in Oslo on Friday. Ship owners complained about the decision loudly.\n"
QUESTION = "Who closed the harbour in Oslo?"
COMMAND = "from rag.cli import app; app({arguments!r}, standalone_mode=False)"
LIBRARY = f"""
import rag
library = rag.Library("index")
library.update("news")
library.warm()
assert library.ask({QUESTION!r}).answered
"""
CHAT = f"""
from pathlib import Path
from rag.web.service import Service
service = Service(Path("index"), Path("news"))
service.prepare()
list(service.stream({QUESTION!r}, ()))
import rag.web.server
"""


def imported(code: str, folder: Path) -> set[str]:
    """Every package that a fresh process has imported after running `code` in `folder`."""
    tell = "\nimport sys\nprint('imported:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + tell], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("imported:")[2].split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour.txt").write_text(ARTICLE)
    return tmp_path


def test_neither_indexing_nor_asking_imports_what_is_slow(folder: Path) -> None:
    assert not imported(COMMAND.format(arguments=["update", "news"]), folder) & SLOW
    found = imported(COMMAND.format(arguments=["ask", QUESTION]), folder)
    assert "onnxruntime" in found
    assert not found & (SLOW | ONLY_READING)


def test_a_script_does_not_import_what_is_slow_either(folder: Path) -> None:
    assert not imported(LIBRARY, folder) & SLOW


def test_the_chat_does_without_torch(folder: Path) -> None:
    assert not imported(CHAT, folder) & TORCH
