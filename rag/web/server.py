"""From blocks to a running server: one process, nothing outside the machine is asked for anything."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

# Gradio reads these while it is imported: without them it asks its home for news and the model hub for files.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# After every event it makes a table of the last ten thousand, for a page of figures that this server does not have.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

import rag.places as places
import rag.web.figures as figures
import rag.web.files as files
import rag.web.login as login
import rag.web.sharing as sharing
from rag.errors import CannotServe
from rag.generation import Generator
from rag.serving.access import Access, Accounts
from rag.serving.logs import Requests, log_json
from rag.serving.networks import Networks
from rag.serving.proxies import Forwarded
from rag.serving.settings import Settings
from rag.web.door import METRICS, Door, signed_in
from rag.web.editing import MAX_FILE
from rag.web.guard import Guard
from rag.web.page import build, head
from rag.web.service import Opener, Service, open_library
from rag.web.skeleton import Skeleton
from rag.web.translation import Spoken
from rag.web.windows import Windows

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
CHECK = "/check"
OPEN_HERE = Settings()
"""Whoever reaches the port may do everything: only this machine does."""
MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def application(service: Service, host: str, settings: Settings = OPEN_HERE, access: Access | None = None) -> ASGIApp:
    """The whole server as an ASGI application; with `access` only whom it knows gets past the door."""
    # Where anybody may do everything, anybody could have this server ask any address.
    service.phrasing.takes_addresses = not settings.open_to_all
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount(f"/{files.address()}", files.Files())
    app.add_route(sharing.ADDRESS, sharing.endpoint(service))
    app.add_route(METRICS, figures.metrics(service))
    if isinstance(access, Accounts):
        for path, (answer, methods) in login.routes(access).items():
            app.add_route(path, answer, methods)
    _mount(service, app, closed=access is not None)
    inner: ASGIApp = figures.Places(CheckRoute(Skeleton(app)), service)
    inner = Door(Windows(inner), access) if access else inner
    inner = figures.Health(Guard(inner, host, settings.name), service)
    return Forwarded(Requests(Spoken(inner), Networks(settings.trusted)), settings.trusted)


def _mount(service: Service, app: FastAPI, *, closed: bool) -> None:
    gr.mount_gradio_app(
        app,
        build(service),
        path="/",
        theme=gr.themes.Base(font=SANS, font_mono=MONO),
        head=head(),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=MAX_FILE,
        enable_monitoring=False,
        ssr_mode=False,
        # The tools need the "mcp" extra; asked for without it, Gradio complains and goes on.
        mcp_server=find_spec("mcp") is not None,
        auth_dependency=signed_in if closed else None,
    )


class CheckRoute:
    """ASGI middleware: `/check` is the same page as `/`, which shows what its address asks for.

    As one page the conversation is still there when its reader comes back from checking a text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == CHECK:
            scope = {**scope, "path": "/", "raw_path": b"/"}
        await self.app(scope, receive, send)


def run(
    index: Path | str,
    articles: Path | None,
    host: str,
    port: int,
    open_library: Opener = open_library,
    *,
    settings: Settings = OPEN_HERE,
    offered: Sequence[Generator] = (),
) -> None:
    """Serve until interrupted. The page is there at once; the articles are prepared behind it."""
    access = settings.access(places.folder(index))
    listener = listen(host, port, reachable=settings.open_to_all or access is not None)
    if settings.log_json:
        log_json()
    service = Service(index, articles, open_library, offered=offered, at_once=settings.at_once)
    # An open page keeps a connection for ever: without a limit, ending the program waits until every window is closed.
    config = uvicorn.Config(
        application(service, host, settings, access),
        log_config=None if settings.log_json else uvicorn.config.LOGGING_CONFIG,
        log_level="warning",
        proxy_headers=False,  # the application knows whom to believe
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)
    service.prepare()
    shown = f"[{host}]" if ":" in host else host
    print(f"Footnote is served at http://{shown}:{listener.getsockname()[1]} (Ctrl+C ends it)", flush=True)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
    if not service.wait(0):
        # The encoder is at work in another thread, in native code that cannot be interrupted and would abort with a
        # complaint. Every article is written whole or not at all, so leaving now loses nothing that was finished.
        os._exit(130)


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Keeps quiet about connections that were cut because the program ends: that is what was asked for."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError) and "graceful shutdown" not in record.getMessage()


def listen(host: str, port: int, *, reachable: bool = False) -> socket.socket:
    """A listening socket; raises `CannotServe` with the reason and the way out where there can or should be none."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        # Names that cannot be found have error numbers of their own.
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise CannotServe(
            f"cannot serve on {host}, port {port}: {reason}. Choose another with --host or --port"
        ) from error
    # What the name of a host stands for is known by now.
    address = listener.getsockname()[0]
    if reachable or ip_address(address.partition("%")[0]).is_loopback:
        return listener
    listener.close()
    raise CannotServe(
        f"{host or address} can be reached from other machines, and whoever reaches it could read, add and remove "
        "articles. Say who may with --auth or --auth-header (docs/serving.md), leave --host out, or say --open if "
        "everybody may do everything"
    )
