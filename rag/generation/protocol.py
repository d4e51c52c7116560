"""The protocol between this package and language models, one method wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the prompt."""

    role: Literal["system", "user"]
    content: str


class Generator(Protocol):
    """A language model: messages in, text out as it is written. Anything with these two can stand in for one."""

    @property
    def name(self) -> str:
        """What the page says is at work; never an address with a secret in it."""
        ...

    def stream(self, messages: Sequence[Message], *, seconds: float, stop: Event) -> Iterator[str]:
        """The model's text, piece by piece; it ends soon after `stop` is set, or where nothing comes for `seconds`.

        Raises `GeneratorError`."""
        ...


@runtime_checkable
class Loads(Protocol):
    """A generator that takes long to load, and can do it before the first question."""

    def load(self) -> None:
        """Load now. Raises `GeneratorError`."""
        ...
