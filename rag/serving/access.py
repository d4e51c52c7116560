"""How somebody becomes known: by signing in, by a token, or by a header that a proxy sets."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

import rag.serving.passwords as passwords
from rag.errors import RagError
from rag.serving.networks import Networks
from rag.serving.people import Person, Role
from rag.serving.proxies import peer
from rag.serving.sessions import Sessions
from rag.serving.users import User, UsersError, UsersFile, known_as
from rag.serving.waits import Waits

log = logging.getLogger(__name__)
WAITING, RETRY_S = 16, 5
"""So many may wait for their password to be looked at, which is done one after another."""
_BEARER = re.compile(r"Bearer +([\w.~+/-]+=*)", re.IGNORECASE)


class Access(Protocol):
    """Who may ask this server."""

    signs_in: bool
    """Whether this server itself has people sign in."""

    def asking(self, scope: Mapping[str, Any]) -> Person | None:
        """Who sends a request, by its ASGI scope; None: somebody unknown."""
        ...


class TooSoon(RagError):
    """Signing in failed too often, or too many try at once; `seconds` says when it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} seconds")
        self.seconds = seconds


class Accounts:
    """The people of a users file, by the cookie of a session or by a token."""

    signs_in = True

    def __init__(self, users: UsersFile, sessions: Sessions, waits: Waits | None = None) -> None:
        self._users, self._sessions, self._waits = users, sessions, waits or Waits()
        # One at a time: each takes a core and 32 MB, and nobody gets more tries by sending them together.
        self._checking = ThreadPoolExecutor(1, "check a password")
        self._waiting = 0
        self._nobody = passwords.hashed("nobody has this password")

    def asking(self, scope: Mapping[str, Any]) -> Person | None:
        """Who sends a request; None: somebody unknown, or the users cannot be read."""
        try:
            user = self._user(scope)
        except (UsersError, sqlite3.Error, OSError) as error:
            log.error("nobody is let in: %s", error)
            return None
        return user.person if user else None

    def _user(self, scope: Mapping[str, Any]) -> User | None:
        if sent := _BEARER.fullmatch(Headers(raw=scope["headers"]).get("authorization", "")):
            return self._users.by_token(sent[1])
        cookie = _cookie(scope)
        name, stamp = (self._sessions.find(cookie) if cookie else None) or ("", "")
        user = self._users.users().get(name)
        return user if user and user.stamp == stamp else None

    async def sign_in(self, name: str, password: str, address: str) -> str | None:
        """The cookie of a new session; None where name or password is wrong. Raises `TooSoon`, or `UsersError`."""
        if self._waiting >= WAITING:
            raise TooSoon(RETRY_S)
        self._waiting += 1
        try:
            run = asyncio.get_running_loop().run_in_executor
            return await run(self._checking, self._sign_in, known_as(name), password, address)
        finally:
            self._waiting -= 1

    def _sign_in(self, name: str, password: str, address: str) -> str | None:
        if wait := self._waits.seconds(address, name):
            raise TooSoon(wait)
        user = self._users.users().get(name)
        right = passwords.matches(password, user.password if user else self._nobody)
        if not user or not right:
            self._waits.failed(address, name)
            return None
        self._waits.succeeded(name)
        return self._sessions.begin(name, user.stamp)

    def sign_out(self, scope: Mapping[str, Any]) -> None:
        """End the session that a request comes from."""
        if cookie := _cookie(scope):
            self._sessions.end(cookie)


class ProxyHeader:
    """The people whom a reverse proxy names in a header, all of them in one role."""

    signs_in = False

    def __init__(self, header: str, role: Role, trusted: Sequence[str], sessions: Sessions) -> None:
        self._header, self._role, self._trusted = header, role, Networks(trusted)
        self._owner = lru_cache(1_000)(sessions.owner)

    def asking(self, scope: Mapping[str, Any]) -> Person | None:
        """Who sends a request; None where it names nobody or does not come from the proxy."""
        names = Headers(raw=scope["headers"]).getlist(self._header)
        name = _name(names[0]) if len(names) == 1 else ""
        if not name or not self._trusted.hold(peer(scope)):
            return None
        try:
            return Person(name, self._role, self._owner(name))
        except (sqlite3.Error, OSError) as error:
            log.error("nobody is let in: %s", error)
            return None


def is_encrypted(scope: Mapping[str, Any]) -> bool:
    """Whether a request came by https, here or to a trusted proxy."""
    return scope["scheme"] in ("https", "wss")


def cookie_name(scope: Mapping[str, Any]) -> str:
    """What the cookie of a session is called: by https in a way that lets no other host set it."""
    return "__Host-footnote" if is_encrypted(scope) else "footnote"


def _cookie(scope: Mapping[str, Any]) -> str | None:
    return HTTPConnection({**scope, "type": "http"}).cookies.get(cookie_name(scope))


def _name(sent: str) -> str:
    """A name as a proxy sent it; empty where it is none."""
    try:
        name = known_as(sent.encode("latin-1").decode("utf-8"))
    except UnicodeDecodeError:
        return ""
    return name if len(name) <= 200 and name.isprintable() else ""
