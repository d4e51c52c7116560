"""The page in the language of whoever looks at it. English stands in the sources; what it is in another language stands
in that language's catalogue in `strings/`, in gettext's format."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import negotiate_locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import rag.types.sources as sources

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""What the page can be read in, each by its own name."""
COOKIE = "footnote-language"
"""Says which of them was chosen; without it the browser's own language counts."""
FOLDER = Path(str(files("rag.web") / "strings"))
_CURRENT: ContextVar[str] = ContextVar("language", default=ENGLISH)
_CHOSEN = re.compile(rf"(?:^|;)\s*{COOKIE}=([\w-]+)")
_QUALITY = re.compile(r"\s*([\w-]{1,35})\s*(?:;\s*q=([\d.]{1,6}))?\s*")
_NO_YEAR = "2000"
"""Has every day there is."""


class Spoken:
    """ASGI middleware: what is answered is worded in the language that the request asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_spoken(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["content-language"] = code
                    headers.add_vary_header("accept-language, cookie")
            await send(message)

        with speaking(preferred(Headers(scope=scope))) as code:
            await self.app(scope, receive, send_spoken)


def preferred(headers: Mapping[str, str]) -> str:
    """The language that a request asks for: the one that was chosen, else the browser's, as far as there is one."""
    chosen = _CHOSEN.search(headers.get("cookie", ""))
    return chosen[1] if chosen and chosen[1] in LANGUAGES else _accepted(headers.get("accept-language", "")[:500])


@lru_cache(1_000)  # asked for every word of a page
def _accepted(accepted: str) -> str:
    told = [_QUALITY.fullmatch(part) for part in accepted.split(",")]
    ranked = sorted((match for match in told if match), key=lambda match: -_share(match[2]))
    return negotiate_locale([match[1] for match in ranked if _share(match[2])], LANGUAGES, sep="-") or ENGLISH


def _share(quality: str | None) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def language() -> str:
    """The language of whoever asks; English where nobody does."""
    # Gradio keeps the request of an event, which is answered outside of it. Where it was not imported it asks nothing.
    gradio = sys.modules.get("gradio.context")
    request = gradio.LocalContext.request.get(None) if gradio else None
    return preferred(request.headers) if request is not None else _CURRENT.get()


@contextmanager
def speaking(code: str) -> Iterator[str]:
    """One of the languages for what is said meanwhile."""
    before = _CURRENT.set(code)
    try:
        yield code
    finally:
        _CURRENT.reset(before)


def gettext(message: str, **values: Any) -> str:
    """A message of the page in its language, with the values in the places that are named by them."""
    return _filled(_translations(language()).gettext(message), values)


def marked(message: str) -> str:
    """The message as it is: marked for the catalogues, and put into the page's language where it is shown."""
    return message


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """A message that goes by a number, which is `n` in it, as `gettext` gives others."""
    return _filled(_translations(language()).ngettext(one, many, n), {"n": n, **values})


def messages(wanted: Collection[str]) -> dict[str, str]:
    """Of these messages those that the page's language has other words for."""
    return {message: worded for message in sorted(wanted) if (worded := gettext(message)) != message}


@cache
def catalogue(code: str) -> Catalog:
    """The messages of the page in one of the languages; English has none, it is what they are told by."""
    if code == ENGLISH:
        return Catalog(locale=code)
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@cache
def _translations(code: str) -> NullTranslations:
    if code == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _filled(message: str, values: Mapping[str, Any]) -> str:
    shown = {name: number(value) if isinstance(value, int) else value for name, value in values.items()}
    if any(isinstance(value, Markup) for value in shown.values()):
        return Markup.escape(message).format(**shown)
    return message.format(**shown) if shown else message


def number(value: int) -> str:
    """A number as it is written in the page's language: "1,200", "1.200"."""
    return f"{value:,}" if (code := language()) == ENGLISH else str(format_decimal(value, locale=code))


def day(published: str | None) -> str:
    """An ISO date as it is written in the page's language, as precise as it is: `rag.types.sources.day`."""
    if (code := language()) == ENGLISH or not published:
        return sources.day(published) if published else gettext("no date")
    no_year = published.startswith("--")
    parts = (_NO_YEAR + published[1:] if no_year else published).split("-")
    try:
        if len(parts) == 2:
            month = date(int(parts[0]), int(parts[1]), 1)
            return format_date(month, "LLLL", code) if no_year else format_skeleton("yMMMM", month, locale=code)
        if len(parts) == 3:
            exact = date.fromisoformat("-".join(parts)[:10])
            return format_skeleton("MMMMd", exact, locale=code) if no_year else format_date(exact, "long", code)
    except ValueError:
        pass  # not a calendar date: what is known is shown as it stands
    return published


def on_page(n: int | None) -> str:
    """How a page of a document is cited: "p. 3"; nothing for None."""
    return gettext("p. {n}", n=n) if n else ""
