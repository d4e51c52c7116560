"""The browser chat: a page that asks a library and opens every citation in its article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.generation import Generator

if TYPE_CHECKING:
    from rag.search.embed import Encoder
    from rag.serving.settings import Settings

DEFAULT_PORT = 7860
ENCODER_HELP = (
    "The sentence-transformers model that the index is made with, by its folder or its name, in place of the default."
)


def serve(
    index: str | Path = "index",
    articles: str | Path | None = "articles",
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    settings: Settings | None = None,
    encoder: Encoder | str | None = None,
    generator: Generator | None = None,
    offered: Sequence[Generator] = (),
) -> None:
    """Serve the chat until interrupted: at once, while `index` is brought in line with the folder `articles`.

    `articles=None` serves what the index holds. Only this machine reaches it unless `host` says otherwise, and
    then `settings` have to say who may ask. `encoder` and `generator` are what `Library` takes; the generators that are
    `offered` can be chosen in the page besides. Raises `CannotServe` where nothing can listen on that host and port,
    or where anybody could reach it."""
    # Gradio is slow to import and reads its settings while it is: whoever only imports `rag.web` gets neither.
    from rag.serving.settings import Settings
    from rag.web.server import run
    from rag.web.service import open_library

    opener = partial(open_library, encoder=encoder, generator=generator)
    run(
        index,
        Path(articles) if articles is not None else None,
        host,
        port,
        opener,
        settings=settings or Settings(),
        offered=offered,
    )
