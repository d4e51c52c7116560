"""Reading articles: files to `Article`s with their sentences, sentences to chunks."""

from __future__ import annotations

from rag.ingest.chunk import chunks
from rag.ingest.folder import Listing, files, free_name, scan
from rag.ingest.load import MANY, SUFFIXES, Loaded, read
from rag.ingest.parse import ParsedArticle, parse_text, text_sentences

__all__ = [
    "MANY",
    "SUFFIXES",
    "Listing",
    "Loaded",
    "ParsedArticle",
    "chunks",
    "files",
    "free_name",
    "parse_text",
    "read",
    "scan",
    "text_sentences",
]
