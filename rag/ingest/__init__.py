"""Reading articles: files to `Article`s with their sentences, sentences to chunks."""

from __future__ import annotations

from rag.ingest.chunk import chunks
from rag.ingest.folder import Listing, files, free_name, scan
from rag.ingest.load import MANY, SUFFIXES, Loaded, read
from rag.ingest.parse import ParsedArticle, parse_text, text_sentences
from rag.ingest.sources import SOURCES, Sources, delist, enlist, read_sources, refresh, sources_of

__all__ = [
    "MANY",
    "SOURCES",
    "SUFFIXES",
    "Listing",
    "Loaded",
    "ParsedArticle",
    "Sources",
    "chunks",
    "delist",
    "enlist",
    "files",
    "free_name",
    "parse_text",
    "read",
    "read_sources",
    "refresh",
    "scan",
    "sources_of",
    "text_sentences",
]
