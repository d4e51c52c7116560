"""What programs ask beside the page: whether the server is ready, what it counts; and the log of a server in use."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

import rag.serving.users as users
from rag.serving.gate import Busy
from rag.serving.people import Role
from rag.serving.settings import Settings
from rag.types import Article
from rag.web.check import check_text
from rag.web.events import ask_and_show
from rag.web.server import application
from rag.web.service import Service

from . import corpus
from .conftest import WAIT, free_port, wait_for
from .fake import FakeLibrary, opener, ready
from .people import PASSWORD, closed

__all__ = ["closed"]
BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge.", "Bridge")
ROOT = Path(__file__).parents[2]


def client(service: Service, settings: Settings, folder: Path, peer: str = "198.51.100.1") -> TestClient:
    app = application(service, "127.0.0.1", settings, settings.access(folder))
    return TestClient(app, base_url="http://127.0.0.1:7860", client=(peer, 1), follow_redirects=False)


def test_health_is_told_to_whoever_asks_and_says_when_the_articles_are_ready(tmp_path: Path, closed: Settings) -> None:
    going = Event()

    def slow(_: Path) -> Any:
        going.wait(WAIT)
        return FakeLibrary([BRIDGE])

    service = Service(tmp_path, None, slow)
    service.prepare()
    stranger = client(service, closed, tmp_path)
    headers = {"host": "10.0.0.7:7860"}  # a load balancer asks by the address
    for _ in range(2):
        got = stranger.get("/healthz", headers=headers)
        assert (got.status_code, got.json()) == (503, {"state": "preparing"})
    going.set()
    assert service.wait(WAIT)
    got = stranger.get("/healthz", headers=headers)
    assert (got.status_code, got.json()) == (200, {"state": "ready"})


def test_health_is_bad_where_the_articles_could_not_be_prepared(tmp_path: Path) -> None:
    def broken(_: Path) -> Any:
        raise OSError(5, "Input/output error")

    service = Service(tmp_path, None, broken)
    service.prepare()
    assert service.wait(WAIT)
    assert client(service, Settings(), tmp_path).get("/healthz").status_code == 503


def test_figures_are_told_on_this_machine_and_to_those_who_signed_in(tmp_path: Path, closed: Settings) -> None:
    assert closed.users
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    here = client(service, closed, tmp_path, "127.0.0.1")
    got = here.get("/metrics")
    assert got.status_code == 200
    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "footnote_articles 1.0" in got.text
    assert here.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 401, (
        "a proxy asks for others"
    )
    stranger = client(service, closed, tmp_path)
    assert stranger.get("/metrics").status_code == 401
    token = users.new_token(closed.users, "ben")
    assert stranger.get("/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 200
    named = closed_by_name(closed)
    foreign = client(service, named, tmp_path, "127.0.0.1")
    assert foreign.get("/metrics", headers={"host": "footnote.example"}).status_code == 401


def closed_by_name(closed: Settings) -> Settings:
    return Settings(users=closed.users, name="footnote.example")


def test_behind_a_proxy_the_server_is_known_by_the_name_it_was_told(tmp_path: Path, closed: Settings) -> None:
    service = ready(FakeLibrary(), tmp_path)
    for settings, status in ((closed, 400), (closed_by_name(closed), 200)):
        asked = client(service, settings, tmp_path)
        assert asked.get("/login", headers={"host": "footnote.example"}).status_code == status


def test_whom_the_proxy_names_is_let_in_as_what_all_of_them_are(tmp_path: Path) -> None:
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    for role, status in ((Role.EDITOR, 200), (Role.READER, 403)):
        settings = Settings(header="X-User", header_role=role, proxies=("198.51.100.0/24",))
        proxy = client(service, settings, tmp_path)
        assert proxy.get("/", headers={"accept": "text/html"}).status_code == 401, "nothing leads to a page that is not"
        assert proxy.get("/login").status_code == 401
        ann = {"x-user": "ann"}
        assert proxy.get("/", headers=ann).status_code == 200
        sent = proxy.post("/gradio_api/upload", headers=ann, files={"files": b"text"})
        assert sent.status_code == status
        other = client(service, settings, tmp_path, "203.0.113.9")
        assert other.get("/", headers=ann).status_code == 401


def test_where_too_many_are_asked_page_and_check_say_so_at_once(tmp_path: Path) -> None:
    service = Service(tmp_path, None, opener(FakeLibrary([BRIDGE])), at_once=1)
    service.prepare()
    assert service.wait(WAIT)
    with service.gate.enter():
        (turn,) = list(ask_and_show(service, (), "Who opened the bridge?"))[-1][3]
        assert (turn.state, turn.reason) == ("failed", str(Busy()))
        assert str(Busy()) in list(check_text(service, "The mayor opened the bridge."))[-1][0]
    (turn,) = list(ask_and_show(service, (), "Who opened the bridge?"))[-1][3]
    assert turn.state == "done"
    list(check_text(service, "The mayor opened the bridge."))
    assert len(service.gate) == 0
    told = service.metrics.text().decode()
    assert 'footnote_questions_total{kind="fact",outcome="answered"} 1.0' in told
    assert 'footnote_questions_total{kind="check",outcome="answered"} 1.0' in told
    assert "footnote_busy_total 2.0" in told


def test_a_question_that_is_refused_for_its_form_keeps_no_place(tmp_path: Path) -> None:
    service = Service(tmp_path, None, opener(FakeLibrary([BRIDGE])), at_once=1)
    service.prepare()
    with client(service, Settings(), tmp_path) as asked:
        for body in (b"x", b"[]", b'{"data": 1}', b"{}"):
            assert asked.post("/gradio_api/run/ask", content=body).status_code in (422, 500)
            assert len(service.gate) == 0
        for data in (["", [], ""], ["x" * 5_000, [], ""], ["Who?", "x", ""], ["Who?", [], "no kind"]):
            begun = asked.post("/gradio_api/call/ask", json={"data": data})
            assert "event: error" in asked.get(f"/gradio_api/call/ask/{begun.json()['event_id']}").text
            assert len(service.gate) == 0
        assert asked.post("/gradio_api/run/ask", json={"data": ["Who opened the bridge?", [], ""]}).status_code == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tools_of_mcp_are_called_with_a_token_and_not_without(stand_in: Any, closed: Settings) -> None:
    pytest.importorskip("mcp", reason="the mcp extra is not installed")
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    assert closed.users
    url, token = stand_in(FakeLibrary([BRIDGE]), settings=closed), users.new_token(closed.users, "ben")
    assert httpx.post(f"{url}gradio_api/mcp/", json={}).status_code == 401

    async def use() -> str:
        async with (
            httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client,
            streamable_http_client(f"{url}gradio_api/mcp/", http_client=client) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            found = await session.call_tool("ask", {"question": "Who opened the bridge?", "history": []})
            return str(found.content[0])

    with ThreadPoolExecutor() as thread:  # Playwright may keep an event loop running in this one
        assert BRIDGE.text in thread.submit(asyncio.run, use()).result()


class Started:
    """app.py with a file of users, as a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self.log = root / "log"

    def users(self, *arguments: str, typed: str = "") -> str:
        command = [sys.executable, "-c", "from rag.cli import main; main()", "users", *arguments]
        command += ["--auth", str(self.root / "users.jsonl")]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, env=self.environment, check=True)
        return done.stdout.strip()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    made = Started(tmp_path_factory.mktemp("accounts"))
    made.users("add", "ann", "--editor", typed=f"{PASSWORD}\n")
    made.users("add", "ben", typed=f"{PASSWORD}\n")
    command = [sys.executable, str(ROOT / "app.py"), "--index", str(made.root / "index"), "--port", str(made.port)]
    command += ["--articles", str(corpus.write(made.root / "articles"))]
    command += ["--auth", str(made.root / "users.jsonl"), "--log-json"]
    with (
        made.log.open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=made.environment) as process,
    ):
        wait_for(f"{made.url}healthz", process, made.log)  # which it is only once the articles are ready
        yield made
        process.terminate()
        process.wait(WAIT)


@pytest.mark.slow
def test_a_started_server_is_used_by_a_browser_and_by_a_program(started: Started) -> None:
    token = started.users("token", "ben")
    with httpx.Client(base_url=started.url, timeout=WAIT) as browser:
        assert browser.get("/", headers={"accept": "text/html"}).headers["location"] == "/login?next=/"
        assert browser.post("/login", data={"name": "ann", "password": "wrong"}).status_code == 401
        assert browser.post("/login", data={"name": "ann", "password": PASSWORD}).status_code == 303
        assert "Footnote" in browser.get("/").text
        assert browser.post("/logout").status_code == 303
        assert browser.get("/").status_code == 401
    with httpx.Client(base_url=started.url, timeout=WAIT, headers={"authorization": f"Bearer {token}"}) as program:
        question = "Who was the last lighthouse keeper of Corran Point?"
        begun = program.post("/gradio_api/call/ask", json={"data": [question, [], ""]})
        assert "Magnus Thorne" in program.get(f"/gradio_api/call/ask/{begun.json()['event_id']}").text
        id = begun.headers["x-request-id"]
        assert 'outcome="answered"} 1.0' in program.get("/metrics").text
        started.users("remove", "ben")
        assert program.get("/metrics", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 401
    lines = [json.loads(line) for line in started.log.read_text(encoding="utf-8").splitlines() if line[:1] == "{"]
    logged = [line for line in lines if line.get("request") == id]
    assert [(line["path"], line["status"], line["user"]) for line in logged] == [("/gradio_api/call/ask", 200, "ben")]
    text = started.log.read_text(encoding="utf-8")
    assert not re.search(f"lighthouse|Magnus|{PASSWORD}|{re.escape(token)}", text)


@pytest.mark.slow
def test_a_server_that_cannot_read_its_users_does_not_start(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "app.py"),
        "--index",
        str(tmp_path / "index"),
        "--auth",
        str(tmp_path / "none"),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT
    )
    assert done.returncode == 2
    assert "cannot be read: No such file" in done.stderr
    assert "Traceback" not in done.stderr
