"""One address fetched, within limits of time and size, as far as the site lets programs read it."""

from __future__ import annotations

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version

import httpx
from protego import Protego

from rag.ingest.hosts import NotFetched, PublicTransport

SECONDS = 30.0
"""What one address may take in all: its redirects, its robots.txt and its last byte."""
MAX_BYTES = 20_000_000
"""What one address may give, unpacked."""
MAX_REDIRECTS = 5
_MAX_ROBOTS = 500_000
"""Bytes of a robots.txt that count, as RFC 9309 has it."""
_PRODUCT = "Footnote"
_HEADERS = {
    "User-Agent": f"{_PRODUCT}/{version('footnote-rag')}",
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/rss+xml,application/atom+xml,*/*;q=0.5",
    "Accept-Encoding": "gzip",
}
_AT_ONCE = 8
"""Hosts that are asked at the same time; each by itself is asked one thing after the other."""


@dataclass(frozen=True, slots=True)
class Request:
    """An address, and what it said of the version that is here already."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What an address gave."""

    url: str
    """Where the redirects ended."""
    content_type: str
    data: bytes
    """Unpacked."""
    etag: str = ""
    last_modified: str = ""


def fetch(requests: Iterable[Request]) -> dict[str, Response | str | None]:
    """What each address gives, by the address it was asked for: None where nothing changed since, and in
    words why nothing came. It may be called where an event loop runs already, as in a notebook."""

    async def fetch_all() -> dict[str, Response | str | None]:
        async with Fetcher() as fetcher:
            return await fetcher.fetch_all(list(requests))

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(fetch_all())).result()


class Fetcher:
    """Fetches addresses; a robots.txt is read once."""

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._client = httpx.AsyncClient(
            transport=transport or PublicTransport(), headers=_HEADERS, timeout=seconds, trust_env=False
        )
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._robots: dict[str, Protego] = {}
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def fetch_all(self, requests: list[Request]) -> dict[str, Response | str | None]:
        """What each address gives, or why nothing came."""

        async def one(request: Request) -> Response | str | None:
            try:
                async with self._hosts[_address(request.url).host], self._slots:
                    return await self.fetch(request)
            except NotFetched as reason:
                return str(reason)

        return dict(zip([asked.url for asked in requests], await asyncio.gather(*map(one, requests)), strict=True))

    async def fetch(self, request: Request) -> Response | None:
        """What an address gives; None where nothing changed since. Raises `NotFetched`."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._followed(request)
        except (TimeoutError, httpx.TimeoutException):
            raise NotFetched(f"took more than {self._seconds:g} s") from None
        except httpx.HTTPError as error:
            raise NotFetched(f"cannot be fetched ({type(error).__name__})") from None

    async def _followed(self, request: Request) -> Response | None:
        """The end of the redirects. Each hop is looked at as the first was."""
        url = _address(request.url)
        known = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        asking = {name: value for name, value in known.items() if value}
        for _ in range(1 + MAX_REDIRECTS):
            if not (await self._rules(url)).can_fetch(str(url), _PRODUCT):
                raise NotFetched("is not read: the site's robots.txt asks programs not to")
            async with self._client.stream("GET", url, headers=asking) as response:
                if response.has_redirect_location:
                    url = _address(response.headers["Location"], url)
                    continue
                if response.status_code == httpx.codes.NOT_MODIFIED and asking:
                    return None
                if not response.is_success:
                    reason = httpx.codes.get_reason_phrase(response.status_code)
                    raise NotFetched(f"answers {response.status_code} {reason}".rstrip())
                headers = response.headers
                return Response(
                    str(url),
                    headers.get("Content-Type", ""),
                    await _body(response, self._max_bytes),
                    headers.get("ETag", ""),
                    headers.get("Last-Modified", ""),
                )
        raise NotFetched(f"leads on more than {MAX_REDIRECTS} times")

    async def _rules(self, url: httpx.URL) -> Protego:
        """What the site lets programs read: everything where it has no robots.txt (RFC 9309)."""
        place = url.join("/robots.txt")
        if str(place) not in self._robots:
            self._robots[str(place)] = Protego.parse(await self._robots_txt(place))
        return self._robots[str(place)]

    async def _robots_txt(self, url: httpx.URL) -> str:
        for _ in range(1 + MAX_REDIRECTS):
            async with self._client.stream("GET", url) as response:
                if response.has_redirect_location:
                    url = _address(response.headers["Location"], url)
                    continue
                if response.is_server_error:
                    raise NotFetched(f"is not read: the site's robots.txt answers {response.status_code}")
                data = await _body(response, _MAX_ROBOTS, cut=True) if response.is_success else b""
                return data.decode("utf-8", "replace")
        return ""


def _address(written: str, base: httpx.URL | None = None) -> httpx.URL:
    """An address that may be asked, without its fragment. Raises `NotFetched`."""
    try:
        url = (base.join(written) if base else httpx.URL(written)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError):
        raise NotFetched("is no address") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise NotFetched("is no address that begins with http:// or https://" if not base else "leads out of the web")
    if url.userinfo:
        raise NotFetched("holds a name or password, which is not sent")
    return url


async def _body(response: httpx.Response, most: int, *, cut: bool = False) -> bytes:
    """The bytes of a response, unpacked here: so a little that unpacks to very much never does. What is more than
    `most` is cut off, or raises `NotFetched`."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise NotFetched("is packed in a way that was not asked for")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed.endswith("gzip") else None
    data = bytearray()
    try:
        async for raw in response.aiter_raw():
            data += unpack.decompress(raw, most + 1 - len(data)) if unpack else raw
            if len(data) > most:
                if not cut:
                    raise NotFetched(f"has more than the {most:,} bytes that are read")
                return bytes(data[:most])
    except zlib.error:
        raise NotFetched("cannot be unpacked") from None
    if unpack and not unpack.eof:
        raise NotFetched("breaks off")
    return bytes(data)
