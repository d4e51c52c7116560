"""What is seen before the page is there: its outline in its own colours, in the place of Gradio's sign."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.markup import from_template

PAGE = "/"
_BLOCKS = b"<gradio-app"
_STYLE = re.compile(rb'<link rel="stylesheet"[^>]*>')
_ABOUT = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
"""What Gradio says of itself to whoever shows a link to the page."""


class Skeleton:
    """ASGI middleware: puts the outline into Gradio's page, which the page's script takes away."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != PAGE:
            await self.app(scope, receive, send)
            return
        begun: Message = {}
        page = bytearray()

        async def send_outlined(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            page.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = outlined(bytes(page))
            MutableHeaders(scope=begun)["content-length"] = str(len(whole))
            await send(begun)
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, send_outlined)


def outlined(page: bytes) -> bytes:
    """Gradio's page with the outline before its blocks, which wait for no style; any other answer as it is."""
    head, blocks, rest = page.partition(_BLOCKS)
    if not blocks:
        return page
    # A browser paints nothing while it waits for a style in the head; behind the outline it is waited for there.
    style = b"".join(_STYLE.findall(head))
    head = _ABOUT.sub(b"", _STYLE.sub(b"", head))
    return b"".join((head, from_template("skeleton.html").encode("utf-8"), style, blocks, rest))
