"""Models made once: one that writes nonsense for ever, and one that was taught what to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.generation import Message

from . import tiny

SAYS = "Anna Brandt opened the bridge in Riga on Monday [1]."


@pytest.fixture(scope="session")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make(tmp_path_factory.mktemp("models") / "endless")


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make(tmp_path_factory.mktemp("models") / "taught", says=SAYS)


@pytest.fixture
def messages() -> list[Message]:
    return [Message("system", "Answer in short sentences."), Message("user", "Who opened the bridge?")]
