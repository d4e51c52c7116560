"""Real servers on this machine, and the seam that lets a test, and nothing else, fetch from them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.ingest.fetch import Fetcher, Request, Response
from rag.ingest.hosts import PublicTransport

HERE = "127.0.0.1"
Answer = tuple[int, Mapping[str, str], bytes | Callable[[BaseHTTPRequestHandler], None]]


class Site:
    """A server whose pages may be changed while it runs; it remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        """The path and the headers of each request."""
        self.port = 0

    def page(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Put a page there; its address on the host `site.test`. Headers are written with _ in place of -."""
        named = {"Content-Type": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = status, named, body.encode() if isinstance(body, str) else body
        return self.url(path)

    def url(self, path: str, host: str = "site.test") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that is served."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            status, headers, body = site.pages.get(self.path, (404, {}, b""))
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if callable(body):
                    self.end_headers()
                    body(self)
                else:
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
            except OSError:  # whoever asked has left
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def transport(*, resolve: Callable[[str], Sequence[str]] = lambda host: [HERE]) -> PublicTransport:
    """What reaches the servers of this machine: by the names that `resolve` knows, at its first address only."""

    async def found(host: str, port: int) -> Sequence[str]:
        return resolve(host)

    return PublicTransport(found, lambda address: address == HERE)


def fetched(url: str, using: PublicTransport | None = None, **limits: float) -> Response | None:
    """What an address gives. Raises `NotFetched`."""

    async def fetch() -> Response | None:
        async with Fetcher(using or transport(), **limits) as fetcher:  # type: ignore[arg-type]
            return await fetcher.fetch(Request(url))

    return asyncio.run(fetch())


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that everything in this package may fetch from, whatever its host is called."""
    monkeypatch.setattr("rag.ingest.fetch.PublicTransport", transport)
    with serving() as site:
        yield site
