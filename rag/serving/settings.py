"""What a server is told about who may use it, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.serving.networks import LOOPBACK, Networks
from rag.serving.people import Role

if TYPE_CHECKING:
    from rag.serving.access import Access

HELP = {
    "open": "Let everybody who reaches the port ask, add, edit and remove.",
    "auth": "A file of users, as `rag users add` writes it: only they may ask.",
    "auth-header": "The header in which a reverse proxy names who asks.",
    "proxy-role": "What all whom the proxy names may do.",
    "trusted-proxy": "An address or network whose proxy is believed, beside this machine's; may be repeated.",
    "name": "The host name by which a proxy in front is reached.",
    "at-once": "Questions worked on or waiting at once, by default 8 for each core; more are told to come again.",
    "log-json": "Write the log as JSON lines, one for each request.",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it; raises `ValueError` for what contradicts itself."""

    open_to_all: bool = False
    users: Path | None = None
    header: str | None = None
    header_role: Role = Role.EDITOR
    proxies: Sequence[str] = ()
    """Beside those on this machine."""
    name: str | None = None
    at_once: int | None = None
    log_json: bool = False

    def __post_init__(self) -> None:
        Networks(self.proxies)
        if sum((self.open_to_all, self.users is not None, self.header is not None)) > 1:
            raise ValueError("--open, --auth and --auth-header exclude one another: say who may ask in one way")
        if self.header is not None and not re.fullmatch(r"[A-Za-z0-9-]+", self.header):
            raise ValueError(f"{self.header!r} is no header; a proxy names who asks in one such as X-Remote-User")
        if self.at_once is not None and self.at_once < 1:
            raise ValueError("at least one question is to be answered at once")

    @property
    def trusted(self) -> tuple[str, ...]:
        """The addresses and networks whose proxies are believed."""
        return (*LOOPBACK, *self.proxies)

    def access(self, index: Path) -> Access | None:
        """Who may ask, with their sessions beside the index; None: whoever reaches the port. Raises `UsersError`."""
        # Every command knows the settings, and only one serves.
        from rag.serving.access import Accounts, ProxyHeader
        from rag.serving.sessions import Sessions
        from rag.serving.users import UsersFile

        if self.users is not None:
            return Accounts(UsersFile(self.users), Sessions(index))
        if self.header is not None:
            return ProxyHeader(self.header, self.header_role, self.trusted, Sessions(index))
        return None
