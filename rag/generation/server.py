"""A language model behind an OpenAI-compatible server: Ollama, llama.cpp, vLLM, `transformers serve`, a hosted one."""

from __future__ import annotations

import ipaddress
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Any

import httpx

from rag.errors import GeneratorError
from rag.generation.protocol import Message
from rag.generation.sse import LONGEST, lines, texts

KEY = "FOOTNOTE_API_KEY"
"""The environment variable the key is read from: at each request, and kept nowhere."""
MOST_TOKENS = 600
"""Tokens of one reply."""
CONNECT = 5.0
"""Seconds until a server that does not take the connection is given up."""
FIRST_PAUSE = 0.5
"""Seconds before a busy server is asked again; each time twice as many."""
_AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 529}


class Server:
    """A model of a server at `base` ("http://localhost:11434/v1"); without a name, the first one it offers.

    The key in the environment variable `KEY` is sent with every request, and only over https or to this machine; where
    it is not `keyed`, never."""

    def __init__(
        self, base: str, model: str = "", *, keyed: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        try:
            url = httpx.URL(base)
        except httpx.InvalidURL as error:
            raise ValueError(f"{base!r} is no address of a server: {error}") from error
        if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < 65_536:
            raise ValueError("a server's address begins with http:// or https:// and names a host (and its port)")
        if url.userinfo:
            raise ValueError(f"write no password into the address; set {KEY} in the environment instead")
        path = url.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
        self._base = url.copy_with(path=path, query=None, fragment=None)
        self._model, self._keyed = model, keyed
        self._near = _is_this_machine(url.host)
        self._clock = clock

    @property
    def name(self) -> str:
        """The model and the host it is asked on."""
        return f"{self._model or 'a model'} on {self._base.netloc.decode()}"

    def __repr__(self) -> str:
        return f"Server({str(self._base)!r}, {self._model!r})"

    def stream(self, messages: Sequence[Message], *, seconds: float, stop: Event) -> Iterator[str]:
        """The model's text as the server sends it; `seconds` is how long it may send none.

        Before the first piece, a server that cannot be reached or is busy is asked again, after a pause that doubles
        (or the one it asks for) as long as the time allows. Raises `GeneratorError`."""
        limit = _Limit(self._clock, seconds, stop)
        headers = self._headers()
        # A proxy of the environment is for the world outside.
        with httpx.Client(headers=headers, trust_env=not self._near, follow_redirects=False) as client:
            pause = FIRST_PAUSE
            while True:
                try:
                    yield from self._ask(client, messages, limit)
                    return
                except _Retry as error:
                    wait = pause if error.after is None else error.after
                    if wait >= limit.left or stop.wait(wait):
                        raise GeneratorError(str(error), retryable=True) from error
                    pause *= 2

    def _headers(self) -> dict[str, str]:
        key = os.environ.get(KEY, "").strip() if self._keyed else ""
        if not key:
            return {}
        if not (key.isascii() and key.isprintable()):
            # httpx would show the key in its complaint.
            raise GeneratorError(f"the key in {KEY} has characters that no key has", retryable=False)
        if self._base.scheme != "https" and not self._near:
            raise GeneratorError(
                f"the key in {KEY} is not sent over http to {self._base.host}, where anybody on the way can "
                "read it: use https, or unset it",
                retryable=False,
            )
        return {"Authorization": f"Bearer {key}"}

    def _ask(self, client: httpx.Client, messages: Sequence[Message], limit: _Limit) -> Iterator[str]:
        """One request; raises `_Retry` where another may do better and nothing was passed on yet."""
        body = {
            "model": self._chosen(client, limit),
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
            "temperature": 0,
            "seed": 0,
            "max_tokens": MOST_TOKENS,
        }
        begun = False
        try:
            with client.stream("POST", self._at("chat/completions"), json=body, timeout=limit.timeout) as response:
                self._check(response, limit)
                plain = "json" in response.headers.get("content-type", "")
                for text in texts(lines(_watched(response, limit)), whole=plain):
                    begun = True
                    yield text
                    limit.renew()
        except httpx.DecodingError as error:
            raise GeneratorError(f"what {self._base.host} sent cannot be read", retryable=False) from error
        except httpx.TransportError as error:
            raise self._lost(error, begun) from error

    @property
    def choice(self) -> str:
        """What is written after --generator to choose it."""
        return f"{self._base}#{self._model}"

    def models(self, seconds: float) -> tuple[str, ...]:
        """The names of the models it offers; none where it does not say so in time. No key is sent."""
        with httpx.Client(trust_env=not self._near, follow_redirects=False) as client:
            try:
                offered = self._offered(client, _Limit(self._clock, seconds, Event()))
            except (_Retry, GeneratorError):
                return ()
        return tuple(one["id"] for one in offered if isinstance(one.get("id"), str))

    def context_tokens(self) -> int | None:
        """How much the model holds as it is run, where the server says so: llama.cpp, vLLM and LM Studio do."""
        limit = _Limit(self._clock, CONNECT, Event())
        with httpx.Client(headers=self._headers(), trust_env=not self._near, follow_redirects=False) as client:
            try:
                offered = self._offered(client, limit)
            except (_Retry, GeneratorError):
                return None  # the question itself will tell what is wrong
        mine = next((one for one in offered if self._model in ("", one.get("id"))), offered[0] if offered else {})
        meta = mine.get("meta")
        told = [
            mine.get("max_model_len"),
            mine.get("context_length"),
            meta.get("n_ctx") if isinstance(meta, dict) else 0,
        ]
        return next((size for size in told if isinstance(size, int) and size > 0), None)

    def _chosen(self, client: httpx.Client, limit: _Limit) -> str:
        """The model's name; the first one the server lists where none was given."""
        if not self._model:
            offered = self._offered(client, limit)
            if not offered or not isinstance(offered[0].get("id"), str):
                raise GeneratorError(
                    f"{self._base.host} does not say which models it has: write one behind the address, as URL#MODEL",
                    retryable=False,
                )
            self._model = offered[0]["id"]
        return self._model

    def _offered(self, client: httpx.Client, limit: _Limit) -> list[dict[str, Any]]:
        """What the server tells of each model it offers; nothing where that cannot be read."""
        try:
            with client.stream("GET", self._at("models"), timeout=limit.timeout) as response:
                self._check(response, limit)
                listed = json.loads(_body(response, limit))["data"]
                return [one for one in listed if isinstance(one, dict)]
        except httpx.TransportError as error:
            raise self._lost(error, False) from error
        except (ValueError, LookupError, TypeError, httpx.DecodingError):
            return []

    def _at(self, path: str) -> httpx.URL:
        return self._base.copy_with(path=f"{self._base.path}/{path}")

    def _lost(self, error: httpx.TransportError, begun: bool) -> GeneratorError | _Retry:
        host = self._base.netloc.decode()
        if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
            return GeneratorError(f"{host} did not answer in time", retryable=True)
        if begun:
            return GeneratorError(f"{host} broke off in the middle", retryable=True)
        return _Retry(f"{host} cannot be reached ({type(error).__name__}): is the server running?")

    def _check(self, response: httpx.Response, limit: _Limit) -> None:
        """Raises where the server refuses: `_Retry` if it may be ready later."""
        status, host = response.status_code, self._base.netloc.decode()
        if status == httpx.codes.OK:
            return
        if status in (401, 403):
            # Such answers repeat parts of the key: nothing of them is shown.
            keyless = f"{host} asks for a key ({status}), and none is sent to a server that was named on the page"
            wrong = f"{host} does not accept the key in {KEY} ({status})"
            raise GeneratorError(wrong if self._keyed else keyless, retryable=False)
        said = self._said(response, limit)
        if status in _AGAIN:
            raise _Retry(f"{host} is not ready ({status}{said})", _after(response.headers.get("retry-after", "")))
        raise GeneratorError(f"{host} refused the question ({status}{said})", retryable=False)

    def _said(self, response: httpx.Response, limit: _Limit) -> str:
        """The server's own words about its refusal, short and without the key."""
        try:
            told: Any = json.loads(_body(response, limit))["error"]
            message = str(told["message"] if isinstance(told, dict) else told)
        except (ValueError, LookupError, TypeError, httpx.DecodingError):
            return ""
        key = os.environ.get(KEY, "").strip()
        return f": {' '.join((message.replace(key, '…') if key else message).split())[:200]}"


@dataclass(slots=True)
class _Limit:
    """How long a request may bring nothing, and the event that ends it before."""

    clock: Callable[[], float]
    seconds: float
    stop: Event
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Something came: the time begins anew."""
        self.end = self.clock() + self.seconds

    @property
    def left(self) -> float:
        return self.end - self.clock()

    @property
    def timeout(self) -> httpx.Timeout:
        left = max(0.01, self.left)
        return httpx.Timeout(left, connect=min(CONNECT, left))


class _Retry(Exception):
    """Asking again may help, after so many seconds."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def _watched(response: httpx.Response, limit: _Limit) -> Iterator[bytes]:
    """The body's bytes; a server that drips them is held to the limit as well."""
    for chunk in response.iter_bytes():
        if limit.stop.is_set():
            return
        if limit.left <= 0:
            raise GeneratorError("the server was not done in time", retryable=True)
        yield chunk


def _body(response: httpx.Response, limit: _Limit) -> bytes:
    """The beginning of a body: all of it where it is an honest one."""
    body = bytearray()
    for chunk in _watched(response, limit):
        body += chunk
        if len(body) > LONGEST:
            break
    return bytes(body)


def _after(header: str) -> float | None:
    """The seconds a Retry-After header asks to wait, given as a number or as a date."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
