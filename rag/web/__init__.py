"""The browser chat: a page that asks a library and opens every citation in its article."""

from __future__ import annotations

from pathlib import Path

from rag.generation import Generator

DEFAULT_PORT = 7860


def serve(
    index: str | Path = "index",
    articles: str | Path | None = "articles",
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    generator: Generator | None = None,
) -> None:
    """Serve the chat until interrupted: at once, while `index` is brought in line with the folder `articles`.

    `articles=None` serves what the index holds. Only this machine reaches it unless `host` says otherwise. With a
    `generator` a language model phrases the answers."""
    # Gradio is slow to import and reads its settings while it is: whoever only imports `rag.web` gets neither.
    from rag.web.server import run

    run(Path(index), Path(articles) if articles is not None else None, host, port, generator)
