"""Language models that may phrase: one protocol, a local model and a server behind it. What they write is held against
the passages in `rag.generation.phrase`, which is imported where it is used: together with what it needs it takes longer
to import than a question takes to answer."""

from rag.generation.choose import EXTRACTIVE, HELP, offered, parse
from rag.generation.prompt import messages
from rag.generation.protocol import Generator, Loads, Message
from rag.generation.run import run_with_deadline

__all__ = ["EXTRACTIVE", "HELP", "Generator", "Loads", "Message", "messages", "offered", "parse", "run_with_deadline"]
