"""Why something did not work, in words for a page."""

from __future__ import annotations

from rag.errors import LoadError, RagError

SOMETHING = "Something went wrong; the log of the program says what."


def error_text(error: Exception) -> str:
    """The cause in words for a page: the project's own errors explain themselves, others stay in the log."""
    if isinstance(error, LoadError):
        return error.reason
    if isinstance(error, RagError | ValueError) and str(error):
        return str(error)
    if type(error) is OSError and error.errno is None:  # this package's own, of a disk: it says what was not stored
        return str(error) or SOMETHING
    return error.strerror if isinstance(error, OSError) and error.strerror else SOMETHING
