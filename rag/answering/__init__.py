"""Choosing evidence and deciding whether to answer: the question and the hits in, verified statements out."""

from rag.answering.answer import respond

__all__ = ["respond"]
