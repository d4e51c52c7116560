"""Whether a server may be reached by others than this machine: only if it knows who asks, or was told to be open."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from rag.errors import CannotServe

LOOPBACK = ("127.0.0.1", "::1")
AUTH_HELP = "Let only the people of this file in; `rag user add` makes it."
USER_HEADER_HELP = "Believe a reverse proxy: the request header in which it names who asks."
PROXY_HELP = "The address or network of that proxy, if it is another machine; may be repeated."
NAME_HELP = "A name by which the proxy is reached, such as articles.example.org; may be repeated."
OPEN_HELP = "Let everybody who reaches the port ask, add, edit and remove."


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask, and how the server knows who it is. As it stands: whoever is on this machine."""

    users: Path | None = None
    """The file of the people who sign in."""
    user_header: str = ""
    """The header in which a reverse proxy names who asks."""
    proxies: tuple[str, ...] = ()
    """The addresses and networks, besides this machine, of proxies that are believed."""
    names: tuple[str, ...] = ()
    """The host names that those proxies are reached by."""
    open: bool = False
    """Whether everybody may do everything."""

    @property
    def guarded(self) -> bool:
        """Whether nobody is let in whom the server does not know."""
        return bool(self.users or self.user_header)

    def check(self, host: str, address: str) -> None:
        """Raise `CannotServe` where a server on the host, with this numeric address, would be open by accident."""
        if self.guarded or self.open or ip_address(address.partition("%")[0]).is_loopback:
            return
        raise CannotServe(
            f"{host or address} can be reached from other machines, and whoever reaches it could read, add and remove "
            "articles. Make accounts with `rag user add NAME` and start with --auth users.json, let a proxy say who "
            "asks with --user-header NAME, or say --open if everybody may do everything"
        )
