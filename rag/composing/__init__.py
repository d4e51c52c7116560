"""Phrasing an answer with a language model of which every sentence is held against the passages it cites."""

from rag.composing.check import Verify
from rag.composing.phrase import compose

__all__ = ["Verify", "compose"]
