"""A growing wait for whoever fails to sign in again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from cachetools import TTLCache

FREE = 5
"""Failures that cost nothing: whoever mistypes should not wait."""
LONGEST_S = {"address": 900, "name": 60}
"""By a name, which others may fail for, nobody is kept out for long."""
_HELD, _FORGOTTEN_S = 10_000, 3600


class Waits:
    """Counts failures by address and by name, for an hour after the last. Its methods may be called from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._failed: TTLCache[tuple[str, str], tuple[int, float]] = TTLCache(_HELD, _FORGOTTEN_S, now)

    def seconds(self, address: str, name: str) -> int:
        """How long somebody at this address has to wait before trying this name; 0: not at all."""
        with self._lock:
            return max(self._left(key) for key in _keys(address, name))

    def failed(self, address: str, name: str) -> None:
        """Note a failure."""
        with self._lock:
            for key in _keys(address, name):
                self._failed[key] = (self._failed.get(key, (0, 0.0))[0] + 1, self._now())

    def succeeded(self, name: str) -> None:
        """Forget the failures of a name. Those of the address stay: one's own name is no way to guess another's."""
        with self._lock:
            self._failed.pop(("name", name), None)

    def _left(self, key: tuple[str, str]) -> int:
        count, last = self._failed.get(key, (0, 0.0))
        if count < FREE:
            return 0
        wait = min(2.0 ** min(count - FREE, 30), LONGEST_S[key[0]])
        return max(0, int(last + wait - self._now() + 0.999))


def _keys(address: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("address", _network(address)), ("name", name[:64])


def _network(address: str) -> str:
    """The address, or of IPv6 the network of one household: it has as many addresses as it likes."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)
