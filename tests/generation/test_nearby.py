"""Models that already run on this machine are found, and nothing is sent to them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

import rag.generation.nearby as nearby
from rag.generation import offered, parse
from rag.generation.server import KEY

from .serving import Scripted, dripping, free_port


@pytest.fixture
def server() -> Iterator[Scripted]:
    server = Scripted(dripping())
    yield server
    server.close()


def port(server: Scripted) -> int:
    found = urlsplit(server.base).port
    assert found
    return found


def test_every_model_of_a_server_that_answers_is_offered_and_gets_no_key(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "sk-secret")
    found = nearby.found((free_port(), port(server)))
    assert [model.choice for model in found] == [f"{server.base}#first", f"{server.base}#second"]
    assert [(path, body) for path, _, body in server.requests] == [("/v1/models", None)]
    assert "sk-secret" not in str(server.requests)


@pytest.mark.parametrize("said", [b"<html>", b'{"data": 7}', b'{"data": [{"name": "x"}, {"id": 3}]}', b""])
def test_what_listens_there_and_is_no_model_server_is_passed_over(server: Scripted, said: bytes) -> None:
    server.models = said
    assert nearby.found((port(server),)) == ()


def test_auto_chooses_nobody_and_says_what_can_be_chosen(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby.found, "__defaults__", ((port(server),),))
    first, others = offered("auto")
    assert first is None
    assert [model.name for model in others] == [f"{name} on {server.base[7:-3]}" for name in ("first", "second")]
    with pytest.raises(ValueError, match=f"choose one of {server.base}#first, {server.base}#second"):
        parse("auto")
    monkeypatch.setattr(nearby.found, "__defaults__", ((free_port(),),))
    with pytest.raises(ValueError, match="no language model runs on this machine"):
        parse("auto")


def test_a_choice_is_offered_alone() -> None:
    assert offered("extractive") == (None, ())
    first, others = offered("http://127.0.0.1:9/v1#m")
    assert (first and first.name, others) == ("m on 127.0.0.1:9", ())
