"""From a question to chunks: the encoder, the index, and the two rankings it fuses."""

from rag.search.embed import Encoder, MiniLMEncoder, SentenceTransformerEncoder
from rag.search.index import Index
from rag.search.writer import Writer
from rag.types.retrieval import RetrievalResult

__all__ = ["Encoder", "Index", "MiniLMEncoder", "RetrievalResult", "SentenceTransformerEncoder", "Writer"]
