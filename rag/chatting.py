"""`rag chat`: the chat in the browser, and who may use it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.errors import LoadError
from rag.generation import EXTRACTIVE, offered
from rag.opening import opened
from rag.options import INDEX, EncoderOption, GeneratorOption, IndexOption, takes_settings
from rag.serving.settings import Settings
from rag.web import DEFAULT_PORT, serve


@takes_settings
def chat(
    articles: Annotated[Path | None, typer.Option("--articles", metavar="DIR", help="A folder to index first.")] = None,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve on.")] = DEFAULT_PORT,
    *,
    settings: Settings,
    generator: GeneratorOption = EXTRACTIVE,
    index: IndexOption = INDEX,
    encoder: EncoderOption = None,
) -> None:
    """Serve the chat for a browser, until interrupted."""
    if articles is None:
        opened(index, encoder).close()
    elif not articles.is_dir():
        raise LoadError(str(articles), "no such folder; name one with articles in it, or leave --articles out")
    first, others = offered(generator)
    serve(
        index,
        articles,
        host=host,
        port=port,
        settings=settings,
        encoder=encoder,
        generator=first,
        offered=others,
    )
