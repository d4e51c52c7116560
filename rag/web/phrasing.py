"""Who may phrase answers beside the articles' own words: the language models that were named when the program was
started, and those whose address somebody typed on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.generation import EXTRACTIVE
from rag.web.markup import is_web_address

if TYPE_CHECKING:
    from rag.generation import Generator

LONGEST = 500
"""Characters of an address."""
MOST = 8
"""Models that are offered at once; no more are taken from the page."""
NOT_HERE = "addresses of language models are not taken here"
TOO_MANY = "as many language models as there can be are offered already"
NO_ADDRESS = "a server's address begins with http:// or https:// and names a host (and its port)"


class Phrasing:
    """The models that can be chosen for an answer, by their names. All methods may be called from any thread."""

    def __init__(self, offered: Sequence[Generator] = ()) -> None:
        self._offered = {generator.name: generator for generator in offered}
        self.takes_addresses = False
        """Whether the page may name others; it may where the server knows who asks, or only this machine does."""

    def names(self, usual: str) -> tuple[str, ...]:
        """What can be chosen, the `usual` one first, if there is any."""
        return tuple(dict.fromkeys(filter(None, (usual, *self._offered))))

    def chosen(self, name: str | None) -> Generator | str | None:
        """The model of this name; for an empty one the articles' own words, and None for any other."""
        return EXTRACTIVE if name == "" else self._offered.get(name or "")

    def add(self, address: str) -> None:
        """Offer the model at an address, until the program ends. It is asked for nothing before it is chosen, and never
        sent the key, which is for the server that was named with it. Raises `ValueError` where there can be none."""
        if not self.takes_addresses:
            raise ValueError(NOT_HERE)
        if len(self._offered) >= MOST:
            raise ValueError(TOO_MANY)
        if len(address) > LONGEST or not is_web_address(address):
            raise ValueError(NO_ADDRESS)
        from rag.generation.server import Server

        base, _, model = address.partition("#")
        server = Server(base, model.strip(), keyed=False)
        self._offered.setdefault(server.name, server)
