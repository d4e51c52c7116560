"""The page's own scripts, style and fonts, served under an address that is another one as soon as any of them is."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

_MESSAGE = re.compile(r'\b_\(\s*"([^"]+)"')
FOLDER = Path(str(files("rag.web") / "static"))


@cache
def address() -> str:
    """Where the files are, "static/<version>", as the page's address has it before it."""
    held = sha256()
    for path in sorted(FOLDER.rglob("*.*")):
        held.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return f"static/{held.hexdigest()[:12]}"


def scripts() -> list[str]:
    """The names of the scripts, the one that starts the others first."""
    return sorted((path.name for path in FOLDER.glob("*.js")), key=lambda name: (name != "main.js", name))


@cache
def worded() -> frozenset[str]:
    """The messages that the scripts show, as they stand in them."""
    return frozenset(found for path in FOLDER.glob("*.js") for found in _MESSAGE.findall(path.read_text("utf-8")))


class Files(StaticFiles):
    """The files as an ASGI application; a browser asks for each of them once."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """As it is served by Starlette, to be kept for good."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
