"""Language models that already run on this machine: the usual servers are asked which they have, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rag.generation.server import Server

PORTS = {"Ollama": 11434, "LM Studio": 1234, "llama.cpp": 8080, "vLLM": 8000}
"""Where each listens unless it is told otherwise."""
SECONDS = 0.5
"""So long each of them may take to answer."""
MOST = 8
"""Models of one server that are offered."""


def found(ports: tuple[int, ...] = tuple(PORTS.values())) -> tuple[Server, ...]:
    """The models of the servers that answer on these ports of this machine, in their order.

    Sends no key and no text; a port where something else listens, or nothing, has none."""
    bases = [f"http://127.0.0.1:{port}/v1" for port in ports]
    with ThreadPoolExecutor(len(bases)) as threads:
        offered = threads.map(lambda base: Server(base).models(SECONDS)[:MOST], bases)
    return tuple(Server(base, model) for base, models in zip(bases, offered, strict=True) for model in models)
