"""Users whose passwords cost little to look at: how much it costs in use is no matter of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag.serving.passwords as passwords
import rag.serving.users as users
from rag.serving.people import Role

ANNS, BENS = "correct horse", "battery staple"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 2**4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two users: Ann edits, Ben reads."""
    made = tmp_path / "users.jsonl"
    users.add(made, "ann", ANNS, Role.EDITOR)
    users.add(made, "ben", BENS, Role.READER)
    return made
