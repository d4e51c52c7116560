"""Starting: what is read from the command line, where it listens, and what Gradio is told before it is imported."""

from __future__ import annotations

import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from rag.errors import CannotServe
from rag.serving.people import Role
from rag.serving.settings import Settings
from rag.web import files, page, server

UNSAID = {"encoder": None, "generator": None, "offered": ()}
APP = Path(__file__).parents[2] / "app.py"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            [],
            (
                ("index", "articles"),
                {"host": "127.0.0.1", "port": 7860, "settings": Settings(), **UNSAID},
            ),
        ),
        (
            ["--index", "i", "--articles", "a", "--host", "::1", "--port", "80", "--open"],
            (("i", "a"), {"host": "::1", "port": 80, "settings": Settings(open_to_all=True), **UNSAID}),
        ),
        (
            [
                "--auth",
                "u.jsonl",
                "--trusted-proxy",
                "10.0.0.0/8",
                "--name",
                "a.example",
                "--at-once",
                "9",
                "--log-json",
            ],
            (
                ("index", "articles"),
                {
                    "host": "127.0.0.1",
                    "port": 7860,
                    "settings": Settings(
                        users=Path("u.jsonl"), proxies=("10.0.0.0/8",), name="a.example", at_once=9, log_json=True
                    ),
                    **UNSAID,
                },
            ),
        ),
        (
            ["--auth-header", "X-User", "--proxy-role", "reader"],
            (
                ("index", "articles"),
                {
                    "host": "127.0.0.1",
                    "port": 7860,
                    "settings": Settings(header="X-User", header_role=Role.READER),
                    **UNSAID,
                },
            ),
        ),
    ],
)
def test_the_command_line_says_what_to_serve_and_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], expected: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    served: list[Any] = []
    monkeypatch.setattr("rag.web.serve", lambda *given, **named: served.append((given, named)))
    monkeypatch.setattr(sys, "argv", [str(APP), *arguments])
    runpy.run_path(str(APP), run_name="__main__")
    assert served == [expected]


def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"port {port}: Address already in use. Choose another with --host or"):
            server.run(Path("index"), None, "127.0.0.1", port)


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once_and_without_a_word(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("The mayor opened the bridge.\n")
    command = [sys.executable, str(APP), "--index", str(tmp_path / "index"), "--articles", str(articles), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().split(" at ")[1].split()[0]
        with httpx.stream("GET", f"{url}/gradio_api/heartbeat/window", timeout=180):  # a window that stays open
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=180)
    assert said == ""


def test_a_host_that_is_not_here_is_said_too() -> None:
    with pytest.raises(CannotServe, match=r"cannot serve on no\.such\.host\.invalid"):
        server.listen("no.such.host.invalid", 7860)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::"])
def test_it_does_not_start_where_everybody_could_reach_it_unless_that_is_meant(host: str) -> None:
    with pytest.raises(CannotServe, match=r"other machines.* --auth .* --host .* --open"):
        server.run(Path("index"), None, host, 0)
    server.listen(host, 0, reachable=True).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_leave(host: str) -> None:
    server.listen(host, 0).close()


def test_gradio_is_told_to_stay_at_home_before_it_is_imported() -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_the_page_asks_for_its_own_files_alone() -> None:
    head = page.head()
    named = re.findall(r'(?:href|src)="([^"]*)"', head)
    assert {name.rpartition("/")[0] for name in named} == {files.address()}
    assert all((files.FOLDER / name.rpartition("/")[2]).is_file() for name in named)
    for path in (*files.FOLDER.glob("*.js"), *files.FOLDER.glob("*.css")):
        assert "//" not in re.sub(r"^ *//.*| // .*|/\*.*?\*/", "", path.read_text(), flags=re.M | re.S), path.name


def test_another_file_has_another_address_and_every_one_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "style.css").write_text("a {}")
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    before = files.address.__wrapped__()
    (tmp_path / "style.css").write_text("b {}")
    assert before != files.address.__wrapped__()
    asked = TestClient(files.Files()).get("/style.css")
    assert (asked.text, "immutable" in asked.headers["cache-control"]) == ("b {}", True)
