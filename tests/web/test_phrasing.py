"""Naming a language model on the page: what is taken, from whom, and that nothing is sent before it is chosen."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from rag.generation import EXTRACTIVE
from rag.serving.settings import Settings
from rag.web.calls import server_functions
from rag.web.phrasing import LONGEST, MOST, Phrasing
from rag.web.server import application
from rag.web.service import Service

from .fake import FakeLibrary, ready

LOCAL = "http://localhost:11434/v1#small"


def taking() -> Phrasing:
    phrasing = Phrasing()
    phrasing.takes_addresses = True
    return phrasing


def test_a_model_is_offered_by_its_address_and_its_server_hears_nothing_of_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        port = listener.getsockname()[1]
        phrasing = taking()
        for _ in range(2):
            phrasing.add(f"http://127.0.0.1:{port}/v1#small")
        assert phrasing.names("usual") == ("usual", f"small on 127.0.0.1:{port}")
        offered = phrasing.chosen(f"small on 127.0.0.1:{port}")
        assert offered is not None
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert (phrasing.chosen(""), phrasing.chosen("another"), phrasing.chosen(None)) == (EXTRACTIVE, None, None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "small",
        "ftp://localhost/v1",
        "file:///etc/passwd",
        "transformers:.",
        "auto",
        "http://",
        "https://:1/",
        "http://a b/",
        "http://localhost:99999/",
        "https://user:secret@host/",
        "javascript:alert(1)",
        "http://[::1/",
        f"http://host/{'a' * LONGEST}",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_in_words(address: str) -> None:
    phrasing = taking()
    with pytest.raises(ValueError, match="address"):
        phrasing.add(address)
    assert phrasing.names("") == ()


def test_there_is_an_end_to_what_is_offered() -> None:
    phrasing = taking()
    for number in range(MOST):
        phrasing.add(f"http://localhost/v1#{number}")
    with pytest.raises(ValueError, match="as many"):
        phrasing.add(LOCAL)


@pytest.mark.parametrize(("settings", "taken"), [(Settings(), True), (Settings(open_to_all=True), False)])
def test_where_anybody_may_do_everything_nobody_names_an_address(
    tmp_path: Path, settings: Settings, taken: bool
) -> None:
    service = ready(FakeLibrary(), tmp_path)
    application(service, "127.0.0.1", settings)
    calls = {function.__name__: function for function in server_functions(service)}
    assert calls["settings"]({})["addresses"] is taken
    assert (calls["offer_generator"]({"address": f" {LOCAL} "}) == "") is taken
    assert bool(service.phrasing.names("")) is taken


@pytest.mark.parametrize("sent", [None, [], {}, {"address": 3}, {"address": None}, {"address": {"a": "b"}}])
def test_whatever_is_sent_in_place_of_an_address_is_refused(tmp_path: Path, sent: Any) -> None:
    service = Service(tmp_path, None)
    service.phrasing.takes_addresses = True
    calls = {function.__name__: function for function in server_functions(service)}
    assert calls["offer_generator"](sent)
    assert service.phrasing.names("") == ()
