"""Who gets past the door: every route of the server, unknown, as a reader and as an editor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import rag.serving.users as users
import rag.web.files as files
from rag.serving.people import Role
from rag.serving.settings import Settings
from rag.types import Article
from rag.web.calls import server_functions
from rag.web.login import path_here
from rag.web.server import application
from rag.web.service import Service

from .fake import FakeLibrary
from .people import PASSWORD, closed

__all__ = ["closed"]
BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge.", "Bridge")
HOST = "http://127.0.0.1:7860"
Client = Callable[..., TestClient]


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([BRIDGE])


@pytest.fixture
def client(service: Service, closed: Settings, tmp_path: Path) -> Iterator[Client]:
    """Somebody's browser: signed in by a name, or a program that sends a token, or neither."""
    app = application(service, "127.0.0.1", closed, closed.access(tmp_path))
    with TestClient(app, base_url=HOST) as running:

        def made(name: str = "", *, token: str = "", peer: str = "198.51.100.1") -> TestClient:
            headers = {"authorization": f"Bearer {token}"} if token else {}
            one = TestClient(app, base_url=HOST, headers=headers, client=(peer, 1), follow_redirects=False)
            one.portal = running.portal  # Gradio's queue lives in the loop that began with the application
            if name:
                assert sign_in(one, name).status_code == 303
            return one

        yield made


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/login", data={"name": name, "password": password, **more.pop("form", {})}, **more)


def call(client: TestClient, name: str, sent: Any, session: str = "window1") -> Any:
    """What the page's script gets of a function: the status, and what came."""
    config = client.get("/config").json()
    (reader,) = [one["id"] for one in config["components"] if one["props"].get("elem_id") == "fn-reader"]
    body = {"data": sent, "component_id": reader, "fn_name": name, "session_hash": session}
    got = client.post("/gradio_api/component_server", json=body)
    return got.status_code, got.json()


def every_route(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if isinstance(route, Mount):
            yield from every_route(route, prefix + route.path)
        elif hasattr(route, "original_router"):  # of FastAPI, which keeps a router as it was included
            yield from every_route(route.original_router, prefix)
        elif isinstance(route, Route) or hasattr(route, "methods"):
            path = re.sub(r"\{(\w+)(:\w+)?\}", "x", prefix + route.path)
            yield from ((method, path) for method in sorted(route.methods or ()))


def test_of_all_routes_only_signing_in_style_and_health_are_open_to_all(client: Client, service: Service) -> None:
    inner: Any = application(service, "127.0.0.1")
    while not hasattr(inner, "routes"):
        inner = inner.app
    routes = {*every_route(inner), ("GET", "/healthz"), ("GET", "/check"), ("GET", "/nothing/here")}
    assert len(routes) > 60
    assert ("POST", "/gradio_api/upload") in routes
    stranger = client()
    got = {(method, path): stranger.request(method, path).status_code for method, path in routes}
    let_in = {path for (_, path), status in got.items() if status != 401}
    assert let_in == {"/logout", "/healthz"}, let_in  # a form without a name and a password is a wrong one
    assert stranger.get("/login").status_code == 200
    assert stranger.get(f"/{files.address()}/style.css").status_code == 200


@pytest.mark.parametrize("path", ["/", "/check", "/shared/" + "0" * 32, "/check?a=b&c=%2F"])
def test_a_page_leads_to_signing_in_and_back(client: Client, path: str) -> None:
    for headers in ({"accept": "text/html,*/*"}, {"sec-fetch-mode": "navigate"}):
        got = client().get(path, headers=headers)
        assert got.status_code == 303
        assert got.headers["location"].startswith("/login?next=/")
        onward = client().get(got.headers["location"]).text
        assert f'name="next" value="{path.replace("&", "&amp;")}"' in onward
    assert client().get(path).status_code == 401
    assert client().get(path, headers={"sec-fetch-mode": "cors", "accept": "text/html"}).status_code == 401


def test_a_cookie_is_for_this_server_alone_and_for_no_script(client: Client) -> None:
    signed = sign_in(client(), "ann", form={"next": "/check"})
    assert (signed.status_code, signed.headers["location"]) == (303, "/check")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(signed.headers["set-cookie"].split("; "))
    assert "Secure" not in signed.headers["set-cookie"]
    assert "Domain" not in signed.headers["set-cookie"]
    by_https = sign_in(client(peer="127.0.0.1"), "ann", headers={"x-forwarded-proto": "https"})
    assert by_https.headers["set-cookie"].startswith("__Host-footnote=")
    assert "Secure" in by_https.headers["set-cookie"]
    forged = sign_in(client(), "ann", headers={"x-forwarded-proto": "https"})
    assert forged.headers["set-cookie"].startswith("footnote="), "only a trusted proxy says how it was asked"


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%0d\n/x",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/login",
        "/logout",
        None,
    ],
)
def test_signing_in_leads_to_no_other_place_than_a_path_here(onward: str | None) -> None:
    assert path_here(onward) == "/"
    for kept in ("/", "/check", "/shared/0#1-2", "/?a=//b", "/#s/0123/1-2", "/é"):
        assert path_here(kept) == kept


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info"])
def test_no_browser_keeps_what_was_shown_to_somebody(client: Client, path: str) -> None:
    assert client("ann").get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/../../config", "/..%2f..%2fconfig", "/../../gradio_api/info", "//config"])
def test_the_style_leads_to_nothing_else(client: Client, path: str) -> None:
    assert client().get(f"/{files.address()}{path}").status_code in (401, 404)


def test_forms_of_other_sites_sign_nobody_in_or_out(client: Client) -> None:
    foreign: list[dict[str, str]] = [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ]
    ann = client("ann")
    for headers in foreign:
        assert sign_in(client(), "ann", headers=headers).status_code == 403
        assert ann.post("/logout", headers=headers).status_code == 403
    ann.get("/logout")
    assert ann.get("/").status_code == 200, "a link signs nobody out"
    assert sign_in(client(), "ann", headers={"origin": HOST, "sec-fetch-site": "same-origin"}).status_code == 303
    assert ann.post("/logout", headers={"origin": HOST}).headers["location"] == "/login"
    assert ann.get("/").status_code == 401


def test_failing_again_and_again_is_told_when_to_come_back(client: Client) -> None:
    stranger = client()
    statuses = [sign_in(stranger, "ann", "wrong horse") for _ in range(6)]
    assert [got.status_code for got in statuses] == [401] * 5 + [429]
    assert int(statuses[-1].headers["retry-after"]) >= 1
    assert "Try again in" in statuses[-1].text
    assert stranger.head("/login").status_code == 200
    assert "wrong horse" not in "".join(got.text for got in statuses)
    assert sign_in(client(peer="203.0.113.9"), "ben").status_code == 303, "others are let in"


@pytest.mark.parametrize("form", [{}, {"name": "ann"}, {"name": "<script>", "password": "x"}, {"name": "a" * 9_999}])
def test_an_odd_form_signs_nobody_in_and_is_shown_as_text(client: Client, form: dict[str, str]) -> None:
    got = client().post("/login", data=form)
    assert got.status_code == 401
    assert "<script" not in got.text
    assert "no-store" in got.headers["cache-control"]


def test_a_form_that_is_none_is_no_error(client: Client) -> None:
    for body in (b"\xff\xfe\x00", b"&" * 1_000, b'{"name": "ann"}', b"name=" + b"%" * 100):
        assert client().post("/login", content=body).status_code in (400, 401)


def test_a_token_opens_the_api_and_a_removed_user_has_none(client: Client, closed: Settings) -> None:
    assert closed.users
    token = users.new_token(closed.users, "ben")
    program = client(token=token)
    begun = program.post("/gradio_api/call/ask", json={"data": ["Who opened the bridge?", [], ""]})
    answer = program.get(f"/gradio_api/call/ask/{begun.json()['event_id']}").text
    assert BRIDGE.text in answer
    users.remove(closed.users, "ben")
    refused = program.post("/gradio_api/call/ask", json={"data": ["Who?", [], ""]})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_signed_in_elsewhere_one_is_signed_out_by_a_new_password(client: Client, closed: Settings) -> None:
    assert closed.users
    ann, ben = client("ann"), client("ben")
    users.add(closed.users, "ann", "another horse", Role.EDITOR)
    assert (ann.get("/").status_code, ben.get("/").status_code) == (401, 200)


CHANGING: dict[str, Any] = {
    "add_text": {"text": "The band played a march."},
    "add_article": {"name": "a.txt", "path": "/nowhere"},
    "remove_articles": {"key": BRIDGE.key, "conversation": "1" * 32},
    "undo_removal": {"conversation": "1" * 32},
    "edit_article": {"key": BRIDGE.key, "facts": {"title": "Another"}},
    "offer_generator": {"address": "http://localhost/v1#small"},
}
READING = """around choose delete_conversation export_conversation help_panel list_articles list_conversations
open_reference prepare_again preparation rename_conversation settings""".split()


def test_every_function_of_the_page_is_one_that_changes_articles_or_one_that_does_not(service: Service) -> None:
    assert {function.__name__ for function in server_functions(service)} == {*CHANGING, *READING}


@pytest.mark.parametrize("name", CHANGING)
def test_a_reader_changes_nothing_whatever_is_sent(client: Client, library: FakeLibrary, name: str) -> None:
    assert call(client("ben"), name, CHANGING[name]) == (403, {"detail": "A reader may not change the articles."})
    assert library.articles == [BRIDGE]
    assert call(client("ann"), name, CHANGING[name], session="window2")[0] == 200


@pytest.mark.parametrize("name", READING)
def test_a_reader_may_do_the_rest(client: Client, name: str) -> None:
    assert call(client("ben"), name, {"conversation": "1" * 32, "open": "", "words": "", "start": 0})[0] == 200


def test_a_reader_uploads_nothing(client: Client) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/upload?upload_id=x"):
        assert client("ben").post(path, files={"files": b"text"}).status_code == 403
        assert client("ann").post(path, files={"files": b"text"}).status_code == 200


def test_what_a_page_says_of_its_owner_counts_for_nothing(client: Client, closed: Settings) -> None:
    assert closed.users
    ben, cleo = client("ben"), client("cleo")
    listed = {"conversation": "1" * 32, "open": "", "dial": "sure"}
    assert call(ben, "settings", listed)[1]["dial"] == "sure"
    owners = [users.read(closed.users)["ben"].owner, "a" * 32, "", None]
    for owner in owners:
        got = call(cleo, "settings", {"conversation": "1" * 32, "owner": owner}, session="window2")
        assert got[1]["dial"] == ""
    assert call(ben, "settings", {"conversation": "1" * 32, "owner": "b" * 32})[1]["dial"] == "sure"
    for person in (ben, cleo):
        page = json.dumps(call(person, "preparation", {"conversation": "1" * 32}, session=f"own{id(person)}"))
        assert owners[0] not in page + person.get("/config").text


def test_a_session_of_a_page_belongs_to_whoever_named_it_first(client: Client) -> None:
    ben, cleo = client("ben"), client("cleo")
    assert call(ben, "preparation", {}, "bens")[0] == 200
    assert call(cleo, "preparation", {}, "bens")[0] == 403
    named: list[tuple[str, str, Any]] = [
        ("GET", "/gradio_api/queue/data?session_hash=bens", None),
        ("GET", "/gradio_api/queue/data?a=b&session_hash=mine&session_hash=bens", None),
        ("GET", "/gradio_api/heartbeat/bens", None),
        ("POST", "/gradio_api/queue/join", {"session_hash": "bens", "data": [], "fn_index": 0}),
        ("POST", "/gradio_api/run/ask", {"session_hash": "bens", "data": []}),
        ("POST", "/gradio_api/cancel", {"session_hash": "bens", "fn_index": 0, "event_id": "x"}),
        ("POST", "/gradio_api/component_server", {"session_hash": "bens"}),
    ]
    for method, path, body in named:
        assert cleo.request(method, path, json=body).status_code == 403, path
    assert call(ben, "preparation", {}, "bens")[0] == 200


def test_an_answer_is_given_to_whoever_asked_and_to_nobody_else(client: Client, closed: Settings) -> None:
    assert closed.users
    ben, cleo = (client(token=users.new_token(closed.users, name)) for name in ("ben", "cleo"))
    begun = ben.post("/gradio_api/call/ask", json={"data": ["Who opened the bridge?", [], ""]}).json()["event_id"]
    for name in ("ask", "check", "v2", "v2/ask"):
        assert cleo.get(f"/gradio_api/call/{name}/{begun}").status_code == 403
    assert cleo.get(f"/gradio_api/queue/data?session_hash={begun}").status_code == 403
    cancelled = {"session_hash": "cleos", "fn_index": 0, "event_id": begun}
    assert cleo.post("/gradio_api/cancel", json=cancelled).status_code == 403
    assert ben.get("/gradio_api/call/ask/0123456789abcdef").status_code == 403, "nobody's is nobody's"
    assert BRIDGE.text in ben.get(f"/gradio_api/call/ask/{begun}").text


@pytest.mark.parametrize("body", [b"[]", b"x", b"session_hash=bens", b'"bens"', b"\xff"])
def test_what_is_no_json_object_is_refused_where_gradio_could_read_it_otherwise(client: Client, body: bytes) -> None:
    assert client("ben").post("/gradio_api/queue/join", content=body).status_code == 400
