"""Who asks: a person with a name and a role, as a users file or a proxy's header tells it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Role(StrEnum):
    """What somebody may do with the articles."""

    READER = "reader"
    """Ask, check, keep conversations and share answers."""
    EDITOR = "editor"
    """Add, edit and remove articles besides."""


class Person(NamedTuple):
    """Somebody who is known to the server."""

    name: str
    role: Role
    owner: str
    """Whose conversations are theirs: 32 hex digits that are drawn once and never told to a browser."""
    signed_in: bool = False
    """Whether they signed in here, and can sign out."""

    @property
    def edits(self) -> bool:
        """Whether they may change the articles."""
        return self.role is Role.EDITOR


def person_of(request: Any) -> Person | None:
    """Who sent a request, of Starlette or of Gradio; None where nobody is told from another."""
    inner = getattr(request, "request", None) or request  # Gradio's own wraps that of Starlette
    person = getattr(getattr(inner, "state", None), "person", None)
    return person if isinstance(person, Person) else None
