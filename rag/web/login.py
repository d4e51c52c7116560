"""Signing in and out: a page that needs no script, and leads back to where one came from."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

import rag.web.files as files
from rag.serving.access import Accounts, TooSoon, cookie_name, is_encrypted
from rag.serving.proxies import client
from rag.serving.users import UsersError
from rag.web.door import LOGIN, LOGOUT
from rag.web.markup import from_template
from rag.web.translation import gettext as _
from rag.web.translation import marked

START = "/"
COOKIE_S = 400 * 24 * 3600
"""As long as browsers keep any: when a session ends the server knows."""
WRONG = marked("Name or password is wrong.")
BROKEN = marked("Nobody can sign in just now: the log of the program says why.")
CROSS_SITE = "Requests from other sites are refused."
# A backslash counts as a slash for browsers, and of white space they leave some out before they look.
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII)
_NEVER_KEPT = {"cache-control": "no-store"}


def routes(accounts: Accounts) -> dict[str, tuple[Any, list[str]]]:
    """What answers at which path, and to which methods."""
    signing = _Signing(accounts)
    return {LOGIN: (signing.login, ["GET", "POST"]), LOGOUT: (signing.logout, ["POST"])}


class _Signing:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def login(self, request: Request) -> Response:
        """The page, or what comes of the form on it."""
        if request.method != "POST":
            onward = path_here(request.query_params.get("next"))
            return _to(onward) if request.state.person else _page(onward)
        if _is_cross_site(request):
            return PlainTextResponse(CROSS_SITE, 403)
        form = await _form(request)
        name, onward = form.get("name", ""), path_here(form.get("next"))
        try:
            cookie = await self._accounts.sign_in(name, form.get("password", ""), client(request.scope))
        except TooSoon as error:
            said = _("Too many tries. Try again in {n} seconds.", n=error.seconds)
            return _page(onward, name, said, 429, {"retry-after": str(error.seconds)})
        except (UsersError, sqlite3.Error, OSError):
            return _page(onward, name, _(BROKEN), 500)
        if cookie is None:
            return _page(onward, name, _(WRONG), 401)
        response = _to(onward)
        _set_cookie(request, response, cookie)
        return response

    async def logout(self, request: Request) -> Response:
        """End the session of the browser and show the page for signing in."""
        if _is_cross_site(request):
            return PlainTextResponse(CROSS_SITE, 403)
        self._accounts.sign_out(request.scope)
        response = _to(LOGIN)
        _set_cookie(request, response, "")
        return response


def path_here(sent: str | None) -> str:
    """Where to go after signing in: what was sent, if it is a path on this server, or the start."""
    return sent if sent and _PATH.fullmatch(sent) and not sent.startswith((LOGIN, LOGOUT)) else START


def _page(
    onward: str, name: str = "", problem: str = "", status: int = 200, more: dict[str, str] | None = None
) -> Response:
    shown = from_template("login.html", static=files.address(), onward=onward, user=name[:64], problem=problem)
    return HTMLResponse(shown, status, {**_NEVER_KEPT, **(more or {})})


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, _NEVER_KEPT)


def _set_cookie(request: Request, response: Response, value: str) -> None:
    """The cookie of a session; an empty one is forgotten."""
    response.set_cookie(
        cookie_name(request.scope),
        value,
        max_age=COOKIE_S if value else 0,
        path="/",
        secure=is_encrypted(request.scope),
        httponly=True,
        samesite="lax",
    )


def _is_cross_site(request: Request) -> bool:
    """Whether another site sends a form; what it says in `Origin` the guard has looked at."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once; the guard has seen to its length."""
    try:
        sent = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError:  # more fields than the page has
        return {}
    return {name: values[-1] for name, values in sent.items()}
