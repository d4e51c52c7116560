"""One question the whole way with a real language model; `make test-models` fetches it and runs this."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import rag
from benchmarks.local_model import fetch, serving
from rag.verification import verify

from .serving import free_port

FOLDER = os.environ.get("FOOTNOTE_MODELS", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="make test-models fetches half a gigabyte for it"),
]


def test_a_real_model_phrases_and_every_sentence_shown_holds(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bridge.txt").write_text(
        "Anna Brandt opened the bridge in Riga on Monday. It cost 22,000 euros and took three years to build. "
        "Bert Lund, the mayor, stayed away because of the storm."
    )
    with serving(fetch("0.5b", Path(FOLDER)), free_port()) as address:
        library = rag.Library(tmp_path / "index", generator=address)
        library.update(tmp_path / "articles")
        answer = library.ask("Who opened the bridge in Riga?")
        assert library.ask("Who opened the bridge in Riga?").to_dict() == answer.to_dict()
    assert answer.generator
    assert "Brandt" in answer.text
    assert answer.own_words
    assert all(verify(statement.text, statement.citations).supported for statement in answer.statements)
