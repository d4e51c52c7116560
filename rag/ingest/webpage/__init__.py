"""Web pages to text: the pieces of a page, which of them are the article, and the process that finds out."""

from __future__ import annotations

from rag.ingest.webpage.process import Page, extract

__all__ = ["Page", "extract"]
