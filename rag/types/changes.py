"""What an update of an index did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or an article that is not in the index, or not as it should be, and why."""

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
    """What should have been read and could not be."""
    incomplete: tuple[Failure, ...] = ()
    """What is in the index though some of it could not be read, or may be read wrong."""
    skipped: tuple[Failure, ...] = ()
    """What was left out on purpose: files of other kinds, links that lead elsewhere, texts that are here already under
    another name, and what somebody removed by hand."""

    def news_after(self, before: Changes) -> bool:
        """Whether this update did anything, or failed or succeeded with anything that the one before did not."""
        did = self.added or self.changed or self.renamed or self.removed
        return bool(did) or (self.failed, self.incomplete) != (before.failed, before.incomplete)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: the counts, and what failed, is incomplete and was skipped as lists of {source, reason}."""
        return asdict(self)
