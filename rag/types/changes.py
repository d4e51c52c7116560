"""What an update of an index did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update did, in articles."""

    added: int = 0
    changed: int = 0
    renamed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    """Ids that were left out because somebody removed them by hand; updating the file itself brings it back."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: the counts, and lists of what failed (source and reason) and what was skipped."""
        return asdict(self)
