"""What can go wrong, as a tree.

    RagError
    ├── LoadError(source, reason)      an article cannot be read
    ├── IndexMismatch                  the index was made with another model or format
    ├── IndexDamaged                   the index's database is not readable as one
    ├── IndexBusy                      somebody else is updating the index
    ├── IndexMissing                   nothing was ever indexed here
    ├── IndexUnreachable               the database of the index does not answer, or not to us
    ├── NoArticle                      no article is what a question was to be asked of
    ├── ModelMissing                   the encoder's weights are not on this machine
    ├── GeneratorError(retryable)      a language model failed
    └── CannotServe                    the chat cannot listen on that host and port

A message says what failed, which one, and what to do next. That a question cannot be answered is no error:
it is an `Answer` without statements.
"""

from __future__ import annotations

import shlex
from pathlib import Path

NO_ARTICLE = "no such article in the index; `rag articles` lists them"


class RagError(Exception):
    """Every error this package raises on purpose."""


class LoadError(RagError):
    """The article at `source` cannot be read, because of `reason`."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class IndexMismatch(RagError):
    """The index was made with another embedding model, or by another version."""


class IndexDamaged(RagError):
    """The index's database cannot be read."""


class IndexBusy(RagError):
    """Another process holds the index's write lock."""


class IndexMissing(RagError):
    """There is no index in the folder yet, or nothing was ever put into it."""

    def __init__(self, place: Path | str) -> None:
        command = f"rag update ARTICLES --index {shlex.quote(str(place))}"
        super().__init__(f"nothing is indexed in {place}; name another folder with --index, or run `{command}`")


class IndexUnreachable(RagError):
    """The database that the index is kept in cannot be reached, refuses, or its packages are not installed."""


class NoArticle(RagError):
    """No article of the index meets the conditions on what is asked; the message says which, and what there is."""


class ModelMissing(RagError):
    """The embedding model's weights were not found."""


class CannotServe(RagError):
    """The chat cannot listen on the host and port it was given."""


class GeneratorError(RagError):
    """A language model failed; `retryable` says whether asking again may help."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable
