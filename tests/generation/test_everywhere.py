"""The whole way with real models: articles, evidence, a model that writes, verdicts, and what is shown in the end."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import rag
from rag import Library
from rag.errors import GeneratorError
from rag.generation import Message
from rag.generation.local import Transformers
from tests.command import run, settle
from tests.fakes import HashEncoder

from . import tiny
from .serving import free_port, transformers_serve

ANNA = "Anna Brandt opened the bridge in Riga on Monday. The mayor praised the engineers for their work."
SAYS = "The bridge in Riga was opened by Anna Brandt [1]. Queen Zoe paid 77 crowns!"
WHO = "Who opened the bridge in Riga?"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that says one true thing and one that is made up."""
    return tiny.make(tmp_path_factory.mktemp("models") / "speaker", says=SAYS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("rag.generation.phrase.SECONDS", 600.0)  # a busy machine is slow
    folder = settle(tmp_path, monkeypatch)
    (folder / "anna.txt").write_text(ANNA)
    Library("index", encoder=HashEncoder()).update(folder)
    return folder


def check(answer: rag.Answer) -> None:
    assert [statement.text for statement in answer.statements] == ["The bridge in Riga was opened by Anna Brandt."]
    assert [cited.text for cited in answer.citations] == ["Anna Brandt opened the bridge in Riga on Monday."]
    assert [sentence.text for sentence in answer.left_out] == ["Queen Zoe paid 77 crowns!"]
    assert answer.note == ""


def test_a_model_on_this_machine_phrases(folder: Path, model: Path) -> None:
    library = Library("index", encoder=HashEncoder(), generator=f"transformers:{model}")
    library.warm()
    answer = library.ask(WHO)
    check(answer)
    assert answer.generator == library.generator == "speaker"
    assert library.ask(WHO).to_dict() == answer.to_dict()


@pytest.mark.slow
def test_a_model_behind_a_real_server_phrases(folder: Path, model: Path, tmp_path: Path) -> None:
    with transformers_serve(model, tmp_path / "log") as (base, process):
        library = Library("index", encoder=HashEncoder(), generator=f"{base}#{model}")
        check(library.ask(WHO))
        process.kill()
        process.wait()
        answer = Library("index", encoder=HashEncoder(), generator=f"{base}#{model}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.generation.phrase.SECONDS", 1.0)
        fallen = answer.ask(WHO)
    assert fallen.text.startswith("Anna Brandt opened the bridge in Riga on Monday.")
    assert "cannot be reached" in fallen.note


def test_the_command_line_says_who_phrased_and_what_was_left_out(folder: Path, model: Path) -> None:
    code, printed, _ = run("ask", WHO, "--generator", f"transformers:{model}")
    assert code == 0
    assert printed.startswith("The bridge in Riga was opened by Anna Brandt. [1]\n")
    assert "1 sentence was left out because the articles do not support it." in printed
    assert "Queen" not in printed
    code, printed, _ = run("ask", WHO, "--json", "--generator", f"transformers:{model}")
    told = json.loads(printed)
    assert (told["generator"], told["left_out"][0]["text"]) == ("speaker", "Queen Zoe paid 77 crowns!")


def test_a_server_that_is_not_there_costs_the_phrasing_and_not_the_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.generation.phrase.SECONDS", 1.0)
    code, printed, _ = run("ask", WHO, "--generator", f"http://127.0.0.1:{free_port()}/v1#m")
    assert code == 0
    assert "Anna Brandt opened the bridge in Riga on Monday. [1]" in printed
    assert "The model did not answer (127.0.0.1:" in " ".join(printed.split())
    assert "the articles’ own words are shown instead." in " ".join(printed.split())


def test_what_the_articles_do_not_say_is_not_said_by_a_model_either(folder: Path, model: Path) -> None:
    code, printed, _ = run("ask", "What is the tallest mountain in Africa?", "--generator", f"transformers:{model}")
    assert code == 1
    assert printed.startswith("Not in these articles.")


@pytest.mark.parametrize("written", ["nonsense", "transformers:/no/such/folder", "http://user:pass@host"])
@pytest.mark.parametrize("command", [("ask", WHO), ("chat",)])
def test_a_generator_that_is_none_is_an_error_at_once(folder: Path, written: str, command: tuple[str, ...]) -> None:
    with pytest.raises((ValueError, GeneratorError)) as caught:
        run(*command, "--generator", written)
    assert "pass@" not in str(caught.value)


def test_app_py_takes_the_same_names(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr("rag.web.serve", lambda *given, **named: served.append(named))
    app = str(Path(__file__).parents[2] / "app.py")
    monkeypatch.setattr(sys, "argv", [app, "--generator", f"transformers:{model}"])
    runpy.run_path(app, run_name="__main__")
    assert served[0]["generator"].name == "speaker"
    monkeypatch.setattr(sys, "argv", [app, "--generator", "nonsense"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(app, run_name="__main__")
    assert ended.value.code == 2
    assert "no generator 'nonsense'" in capsys.readouterr().err


def test_the_one_liner_takes_a_generator_and_keeps_it(folder: Path, model: Path) -> None:
    from rag.shortcuts import _opened

    held = Library("index", encoder=HashEncoder(), generator=Transformers(str(model)))
    _opened.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.shortcuts.Library", lambda folder, **options: held if options["generator"] else None)
        check(rag.answer(WHO, index="index", generator=f"transformers:{model}"))
    _opened.cache_clear()


def test_a_model_of_one_process_is_shared_between_threads(model: Path) -> None:
    """Two questions at once each get a whole answer."""
    from concurrent.futures import ThreadPoolExecutor

    speaker = Transformers(str(model))

    def ask(_: int) -> str:
        return "".join(speaker.stream([Message("user", WHO)], seconds=600, stop=Event()))

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(8))) == {SAYS}
