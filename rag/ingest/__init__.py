"""Reading articles: files to `Article`s with their sentences, sentences to chunks."""

from __future__ import annotations

from rag.ingest.chunk import chunks
from rag.ingest.load import SUFFIXES, Loaded, files, read
from rag.ingest.parse import ParsedArticle, parse_text, text_sentences

__all__ = ["SUFFIXES", "Loaded", "ParsedArticle", "chunks", "files", "parse_text", "read", "text_sentences"]
