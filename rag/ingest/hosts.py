"""Which hosts may be asked: those of the whole Internet, and none of this machine or of its network."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

_GLOBAL = IPv6Network("2000::/3")
"""What of IPv6 is routed everywhere."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host name. Raises `OSError` or `UnicodeError` where there are none."""


class NotFetched(ValueError):
    """An address was not fetched; the message says why, as the end of a sentence that begins with the address."""


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody reaches: not of this machine or its network, for one or for many,
    and not an IPv6 address that such an IPv4 address is hidden in."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            ip = IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL or ip.sixtofour or ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast


async def resolve(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host as the system knows them, in its order, each once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust: reading the list takes a third of a second."""
    return httpx.create_ssl_context(trust_env=False)


class PublicTransport(httpx.AsyncBaseTransport):
    """Looks a host up once, refuses it if one of its addresses is not public, and connects to the addresses it saw.

    The host's name stays in the Host header and in the TLS handshake, which checks the certificate against it. No
    proxy is used: what a proxy connects to cannot be checked."""

    def __init__(self, resolve: Resolve = resolve, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        # A connection that is used again could be that of another host with the same address.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(verify=_certificates(), trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the host. Raises `NotFetched` for one that may not be asked, httpx's errors otherwise."""
        host = request.url.raw_host.decode("ascii")
        try:
            addresses = await self._resolve(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        except (OSError, UnicodeError):
            raise NotFetched(f"has a host that is not found ({host})") from None
        for address in addresses:
            if not self._is_allowed(address):
                named = address if host.strip("[]") == address else f"{host}: {address}"
                raise NotFetched(f"leads to this machine or into a private network ({named}), where nothing is read")
        error: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in addresses:
            request.url = request.url.copy_with(host=address)
            request.extensions = {**request.extensions, "sni_hostname": host}
            try:
                return await self._inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as failed:
                error = failed
        raise error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()
