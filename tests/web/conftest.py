"""Real browsers, and servers for them: one over the real library for the whole session, others over a stand-in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from rag.serving.settings import Settings
from rag.web.service import Service

from . import browsers, corpus
from .chat import Chat
from .fake import FakeLibrary, opener, ready

WAIT = 180
"""Seconds until what never comes is given up: no test says how fast anything is, a busy machine may take its time."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever drives a browser and does not say which drives Chromium."""
    said = any("browser" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "browser" in metafunc.fixturenames and not said:
        metafunc.parametrize("browser", [browsers.IN_CHROMIUM], indirect=True, scope="module")


@pytest.fixture
def service(library: FakeLibrary, tmp_path: Path) -> Service:
    """A service that has opened the `library` of the test's file."""
    return ready(library, tmp_path)


@dataclass(frozen=True)
class Served:
    url: str
    index: Path
    articles: Path
    process: subprocess.Popen[bytes]
    asked: Path
    """Every address the process asked for, one a line."""


def missing(reason: str) -> None:
    """No browser is a reason to skip at home; where tests count (CI is set), it is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}: the browser tests have to run here", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")  # not longer: Playwright keeps an event loop running in the thread of all tests
def browser(request: pytest.FixtureRequest) -> Iterator[Any]:
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        missing("Playwright is not installed")
    name = request.param
    program = browsers.program(name)
    if not program:
        tried = ", ".join(browsers.PROGRAMS[name])
        missing(f"no {name}: none of {tried} is on the path, and {name.upper()} names none")
    expect.set_options(timeout=WAIT * 1_000)
    with sync_playwright() as playwright:
        running = browsers.launch(playwright, name, program)
        yield running
        running.close()


@pytest.fixture
def open_chat(browser: Any, stand_in: Any) -> Iterator[Callable[..., Chat]]:
    """Opens the page in a browser profile of its own; at the end nothing may have gone wrong in any of them.

    What comes first ends last: the pages are closed before the servers of `stand_in` are, for a page may have something
    to ask when its test ends."""
    chats: list[Chat] = []

    def opened(url: str, width: int = 1280, height: int = 800, **options: Any) -> Chat:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(WAIT * 1_000)
        chats.append(Chat(context.new_page(), url))
        return chats[-1]

    yield opened
    for chat in chats:
        troubles, outside = chat.troubles, chat.outside
        chat.page.context.close()
        assert troubles == []
        assert outside == []


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real application over the real library, as its own process."""
    root = tmp_path_factory.mktemp("served")
    articles, port = corpus.write(root / "articles"), free_port()
    command = [sys.executable, str(Path(__file__).with_name("served.py")), str(root / "asked.log")]
    command += ["--index", str(root / "index"), "--articles", str(articles), "--port", str(port)]
    # OMP: the encoder would otherwise take both cores from the browser.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GRADIO_TEMP_DIR": str(root / "uploads")}
    environment.pop("HF_HUB_OFFLINE", None)
    with (
        (root / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process,
    ):
        url = f"http://127.0.0.1:{port}/"
        wait_for(url, process, root / "log")
        yield Served(url, root / "index", articles, process, root / "asked.log")
        process.terminate()
        process.wait(WAIT)  # it ends, whatever windows and clients are still connected


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Callable[[FakeLibrary, Path | None], str]]:
    """Serves a stand-in library from this process and gives the address."""
    import uvicorn

    from rag.web.server import application
    from rag.web.service import Service

    servers: list[uvicorn.Server] = []

    def serve(
        library: FakeLibrary,
        articles: Path | None = None,
        around: Callable[[Any], Any] | None = None,
        settings: Settings | None = None,
    ) -> str:
        settings = settings or Settings()
        service, port = Service(tmp_path, articles, opener(library), at_once=settings.at_once), free_port()
        app = application(service, "127.0.0.1", settings, settings.access(tmp_path))
        app = around(app) if around else app
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        Thread(target=server.run, daemon=True).start()
        servers.append(server)
        service.prepare()
        wait_for(f"http://127.0.0.1:{port}/{'login' if settings.users else ''}")
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server in servers:
        server.should_exit = True


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None, log: Path | None = None) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if process and process.poll() is not None:
            break
        with suppress(URLError, OSError), urlopen(url, timeout=WAIT):
            return
        time.sleep(0.2)
    pytest.fail(f"{url} was not served: {log.read_text() if log else ''}", pytrace=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
