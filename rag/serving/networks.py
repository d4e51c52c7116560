"""Addresses that are believed, or not."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

LOOPBACK = ("127.0.0.0/8", "::1")


class Networks:
    """Addresses and networks, "127.0.0.1" and "10.1.0.0/16"; raises `ValueError` for what is neither."""

    def __init__(self, named: Iterable[str]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(one) for one in named]

    def hold(self, address: str) -> bool:
        """Whether an address is one of them."""
        try:
            known = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        known = (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known
        return any(known in network for network in self._networks)
