"""Users for the tests of the page: Ann edits, Ben and Cleo read."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag.serving.passwords as passwords
import rag.serving.users as users
from rag.serving.people import Role
from rag.serving.settings import Settings

PASSWORD = "correct horse"


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a server that only these users may ask; their passwords cost little to look at."""
    monkeypatch.setattr(passwords, "COST", 2**4)
    file = tmp_path / "users.jsonl"
    for name, role in (("ann", Role.EDITOR), ("ben", Role.READER), ("cleo", Role.READER)):
        users.add(file, name, PASSWORD, role)
    return Settings(users=file)
