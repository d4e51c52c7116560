"""From a question to chunks: the encoder, the index, and the two rankings it fuses."""

from rag.search.embed import Encoder, MiniLMEncoder, SentenceTransformerEncoder
from rag.search.index import Index, Known, Retrieved, Writer

__all__ = ["Encoder", "Index", "Known", "MiniLMEncoder", "Retrieved", "SentenceTransformerEncoder", "Writer"]
