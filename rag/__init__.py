"""Footnote: ask a folder of articles, and get sentences that point at the exact characters they rest on.

>>> import rag
>>> library = rag.Library("index")
>>> library.update("articles/")
>>> print(library.ask("Which network did Lavrov give the interview to?"))
"""

from typing import TYPE_CHECKING, Any

from rag.errors import (
    GeneratorError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexUnreachable,
    LoadError,
    ModelMissing,
    NoArticle,
    RagError,
)
from rag.types import (
    Answer,
    Article,
    Changes,
    CheckedSentence,
    CheckedText,
    Chunk,
    Failure,
    Hit,
    Passage,
    QuestionKind,
    Reason,
    Statement,
    Support,
    Turn,
    Verdict,
    Where,
)

if TYPE_CHECKING:
    from rag.library import Library
    from rag.search.embed import SentenceTransformerEncoder
    from rag.shortcuts import answer, check
    from rag.verification import verify

__all__ = [
    "Answer",
    "Article",
    "Changes",
    "CheckedSentence",
    "CheckedText",
    "Chunk",
    "Failure",
    "GeneratorError",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnreachable",
    "Library",
    "LoadError",
    "ModelMissing",
    "NoArticle",
    "Passage",
    "QuestionKind",
    "RagError",
    "Reason",
    "SentenceTransformerEncoder",
    "Statement",
    "Support",
    "Turn",
    "Verdict",
    "Where",
    "answer",
    "check",
    "verify",
]


def __getattr__(name: str) -> Any:
    # The library brings FAISS and NumPy along: whoever needs only the types or an error does not wait for them.
    if name == "Library":
        from rag.library import Library

        return Library
    if name in ("answer", "check"):
        from rag import shortcuts

        return getattr(shortcuts, name)
    if name == "SentenceTransformerEncoder":
        from rag.search.embed import SentenceTransformerEncoder

        return SentenceTransformerEncoder
    if name == "verify":
        from rag.verification import verify

        return verify
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
