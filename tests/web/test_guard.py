"""Who may ask, and how much may be sent."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.web.guard import MAX_BODY, MAX_UPLOAD, UPLOAD, Guard


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def client(host: str = "127.0.0.1") -> TestClient:
    routes = [Route(path, echo, methods=["GET", "POST"]) for path in ("/", UPLOAD)]
    return TestClient(Guard(Starlette(routes=routes), host), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860"])
def test_this_machine_is_served(host: str) -> None:
    response = client().get("/", headers={"host": host})
    assert response.status_code == 200
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "[::1",
        "192.168.0.7",
    ],
)
def test_a_name_that_was_made_to_point_here_is_refused(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 400


def test_a_host_that_was_asked_for_is_served() -> None:
    assert client("footnote.lan").get("/", headers={"host": "footnote.lan:7860"}).status_code == 200
    everywhere = client("0.0.0.0")
    assert everywhere.get("/", headers={"host": "192.168.0.7:7860"}).status_code == 200
    assert everywhere.get("/", headers={"host": "evil.example:7860"}).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:3000", "null", "http://localhost:7860"])
def test_other_sites_are_refused_even_to_read(origin: str) -> None:
    headers = {"origin": origin}
    assert client().post("/", headers=headers).status_code == 403
    assert client().get("/", headers=headers).status_code == 403


def test_the_page_itself_and_programs_without_an_origin_may_ask() -> None:
    assert client().post("/", headers={"origin": "http://127.0.0.1:7860"}, content=b"abc").text == "3"
    assert client().post("/", content=b"abc").text == "3"


@pytest.mark.parametrize(("path", "limit"), [("/", MAX_BODY), (UPLOAD, MAX_UPLOAD)])
def test_long_bodies_are_refused_before_they_are_read(path: str, limit: int) -> None:
    assert client().post(path, content=b"x" * limit).status_code == 200
    assert client().post(path, content=b"x" * (limit + 1)).status_code == 413
    assert client().post(path, headers={"content-length": "1e3"}, content=b"x").status_code == 413
    assert client().post(path, content=iter([b"x"])).status_code == 411
