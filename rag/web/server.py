"""From blocks to a running server: one process, nothing outside the machine is asked for anything."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

# Gradio reads these while it is imported: without them it asks its home for news and the model hub for files.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from rag.web.guard import Guard
from rag.web.page import build, head
from rag.web.service import MAX_FILE, Service

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def application(service: Service, host: str) -> ASGIApp:
    """The whole server as an ASGI application, the guard outermost."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
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
        # The tools need the "mcp" extra; asked for without it, Gradio complains and goes on.
        mcp_server=find_spec("mcp") is not None,
    )
    return Guard(app, host)


def run(index: Path, articles: Path | None, host: str, port: int) -> None:
    """Serve until interrupted. The page is there at once; the articles are prepared behind it."""
    service = Service(index, articles)
    app = application(service, host)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
    service.prepare()
    shown = f"[{host}]" if ":" in host else host
    print(f"Footnote is served at http://{shown}:{port} (Ctrl+C ends it)", flush=True)
    server.run()
