"""Request ids and the log as JSON lines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.serving.logs import JsonLines, Requests, requests
from rag.serving.networks import Networks
from rag.serving.people import Person, Role
from rag.serving.proxies import Forwarded

ID = "abcdef0123456789"
TRUSTED = ("192.0.2.7",)


async def answer(request: Request) -> PlainTextResponse:
    request.scope["state"]["person"] = Person("ann", Role.READER, "0" * 32)
    logging.getLogger("rag.test").warning("said %s\nmeanwhile", "something")
    return PlainTextResponse(f"{request.url.scheme} {request.client.host if request.client else ''}")


async def broken(_: Request) -> PlainTextResponse:
    raise ZeroDivisionError


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    requests.setLevel(logging.NOTSET)


def client(peer: str = "192.0.2.7") -> TestClient:
    routes = [Route("/{path:path}", answer), Route("/", broken, methods=["POST"])]
    app = Forwarded(Requests(Starlette(routes=routes), Networks(TRUSTED)), TRUSTED)
    return TestClient(app, client=(peer, 1), raise_server_exceptions=False)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines() if "rag." in line]


def test_each_request_is_a_line_with_its_id_and_so_is_what_was_said_meanwhile(log: io.StringIO) -> None:
    got = client().get("/a", headers={"X-Forwarded-For": "203.0.113.9"})
    said, request = lines(log)
    id = got.headers["x-request-id"]
    assert said["request"] == request["request"] == id
    assert (said["level"], said["message"]) == ("warning", "said something\nmeanwhile")
    known = {name: request[name] for name in ("method", "path", "status", "client", "user")}
    assert known == {"method": "GET", "path": "/a", "status": 200, "client": "203.0.113.9", "user": "ann"}
    assert client().get("/a").headers["x-request-id"] != id


def test_the_id_of_a_trusted_proxy_is_kept_and_no_other(log: io.StringIO) -> None:
    assert client().get("/", headers={"X-Request-Id": ID}).headers["x-request-id"] == ID
    assert client("203.0.113.9").get("/", headers={"X-Request-Id": ID}).headers["x-request-id"] != ID
    for odd in ("short", "x" * 65, "with space 123", "a/../../b-----"):
        assert client().get("/", headers={"X-Request-Id": odd}).headers["x-request-id"] != odd


def test_neither_what_is_asked_nor_what_opens_something_is_logged(log: io.StringIO) -> None:
    secret = "1f3e5a7b9c0d2e4f6a8b0c1d2e3f4a5b"
    client().get(f"/shared/{secret}?session_hash={secret}&next=/private&question=who")
    client().get("/gradio_api/heartbeat/k3j4h5g6f7d")
    text = log.getvalue()
    assert secret not in text
    assert "k3j4h5g6f7d" not in text
    assert "private" not in text
    assert [line["path"] for line in lines(log) if "path" in line] == ["/shared/…", "/gradio_api/heartbeat/…"]


def test_a_request_that_fails_is_logged_as_that(log: io.StringIO) -> None:
    assert client().post("/").status_code == 500
    assert [line["status"] for line in lines(log) if "status" in line] == [500]


def test_a_proxy_says_for_whom_it_asks_and_nobody_else_does() -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    assert client().get("/", headers=headers).text == "https 203.0.113.9"
    assert client("198.51.100.1").get("/", headers=headers).text == "http 198.51.100.1"
