"""Proxies in front of this server: which of them are believed, and who asked them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rag.serving.networks import LOOPBACK, Networks

FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""What proxies add to a request."""
_HERE = Networks(LOOPBACK)


class Forwarded:
    """ASGI middleware: takes scheme and address of a request from what a trusted proxy says of it, and keeps under
    `peer` in its state who is connected to this server."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        inner: Any = app  # uvicorn has types of its own for what Starlette has, too
        self.app: Any = ProxyHeadersMiddleware(inner, list(trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["state"] = {**scope.get("state", {}), "peer": (scope.get("client") or ("",))[0]}
        await self.app(scope, receive, send)


def peer(scope: Mapping[str, Any]) -> str:
    """The address that is connected to this server: a proxy's, where one is in between."""
    return str(scope.get("state", {}).get("peer", ""))


def client(scope: Mapping[str, Any]) -> str:
    """The address of whoever asks, as far as a trusted proxy tells it."""
    return str((scope.get("client") or ("",))[0])


def is_from_here(scope: Mapping[str, Any]) -> bool:
    """Whether a program on this machine asks, and not a proxy on it for somebody else."""
    headers = Headers(raw=scope["headers"])
    return _HERE.hold(peer(scope)) and not any(name in headers for name in FORWARDING)
