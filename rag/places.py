"""Where an index is kept: in a folder, or in a Postgres database that an address names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote

_SCHEMES = ("postgresql://", "postgres://")
_ACCOUNT = re.compile(r"^(\w+://[^:@/?]*):.*@", re.DOTALL)
_PASSWORD = re.compile(r"([?&](?:ssl)?password)=[^&]*")


def is_address(place: Path | str) -> bool:
    """Whether the place is a Postgres database; any other is a folder."""
    return isinstance(place, str) and place.startswith(_SCHEMES)


def told(place: Path | str) -> str:
    """The place as it may be shown to anybody: without a password, wherever in the address it stands."""
    if not is_address(place):
        return str(place)
    # Not by its parts: a password may hold anything, also what should have been written as %2F.
    hidden = _ACCOUNT.sub(r"\1:***@", str(place))
    return _PASSWORD.sub(r"\1=***", hidden)


def folder(place: Path | str) -> Path:
    """Where on this machine lies what is kept beside the index: files and addresses that were added, conversations.

    That is the folder of the index itself, and for a database one in the current folder that bears its name."""
    if not is_address(place):
        return Path(place)
    named, _, query = str(place).partition("://")[2].rpartition("@")[2].partition("?")
    host, _, database = named.partition("/")
    options = parse_qs(query)
    schema = re.findall(r"search_path=([^ ,]+)", " ".join(options.get("options", [])))
    name = ["postgresql", host or options.get("host", ["localhost"])[0], database, *schema]
    return Path(re.sub(r"[^\w.-]+", "_", "-".join(unquote(part) for part in name)))
