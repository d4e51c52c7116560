"""Language models that may phrase: one seam, a local model and a server behind it."""

from rag.generating.choose import EXTRACTIVE, HELP, parse
from rag.generating.prompt import messages
from rag.generating.run import pieces
from rag.generating.seam import Generator, Loads, Message

__all__ = ["EXTRACTIVE", "HELP", "Generator", "Loads", "Message", "messages", "parse", "pieces"]
