"""Servers for the tests: transformers' own OpenAI-compatible one, and one that misbehaves as it is told to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

Answering = Callable[[BaseHTTPRequestHandler], None]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def transformers_serve(model: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`transformers serve` with one model as a process of its own: its base address, and the process."""
    port = free_port()
    (log.parent / "cache").mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "HF_HUB_CACHE": str(log.parent / "cache"),
    }
    program = str(Path(sys.executable).with_name("transformers"))
    command = [program, "serve", str(model), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with (
        log.open("wb") as file,
        subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/health", process, log)
            yield f"http://127.0.0.1:{port}/v1", process
        finally:
            process.kill()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 300  # a machine at work starts processes slowly
    while time.monotonic() < end and process.poll() is None:
        with suppress(URLError):
            with suppress(HTTPError):  # also an answer
                urlopen(url, timeout=60).close()
            return
        time.sleep(0.2)
    pytest.fail(f"transformers serve did not start: {log.read_text(errors='replace')[-2000:]}", pytrace=False)


class Scripted:
    """A real HTTP server whose answers to POST are scripted, one after the other, the last one for ever."""

    def __init__(self, *answers: Answering) -> None:
        self.answers = list(answers)
        self.models = b'{"data": [{"id": "first"}, {"id": "second"}]}'
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        """Path, headers and JSON body of each."""
        self.asked = Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                outer.asked.set()
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                with suppress(OSError):
                    answer(self)

            def do_GET(self) -> None:
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, None))
                send(200, outer.models, "application/json")(self)

            def log_message(self, *arguments: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}/v1"
        Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def send(status: int, body: bytes, kind: str = "text/event-stream", **headers: str) -> Answering:
    """An answer with a status and a body, sent at once."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def event(text: str, **choice: Any) -> bytes:
    """A piece of text as a server sends it."""
    told = {"choices": [{"index": 0, "delta": {"content": text}, **choice}]}
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


DONE = b"data: [DONE]\n\n"


def dripping(*parts: bytes) -> Answering:
    """An answer that comes part by part."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(200, b"")(handler)
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()

    return answer


def endless(part: bytes) -> Answering:
    """The same again and again, until nobody listens any more."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(200, b"")(handler)
        while True:
            time.sleep(0.01)
            handler.wfile.write(part)
            handler.wfile.flush()

    return answer


def hanging(handler: BaseHTTPRequestHandler) -> None:
    """An answer that begins and never comes."""
    send(200, b"")(handler)
    Event().wait(600)
