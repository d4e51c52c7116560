"""From what a person writes after --generator to a generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.generation.protocol import Generator

if TYPE_CHECKING:
    from rag.generation.server import Server

EXTRACTIVE, AUTO = "extractive", "auto"
HELP = (
    "Who phrases the answers: extractive (the articles' own words), transformers:FOLDER-OR-NAME, URL[#MODEL], or auto "
    "(says which models already run on this machine; in the chat they can be chosen)."
)
_LOCAL = "transformers:"


def offered(choice: str) -> tuple[Generator | None, tuple[Generator, ...]]:
    """Who phrases the answers at first, and who else can be chosen: with "auto" nobody, and the models that already
    run on this machine. Raises what `parse` raises."""
    return (None, _nearby()) if choice.strip() == AUTO else (parse(choice), ())


def parse(choice: str) -> Generator | None:
    """The generator that `choice` names; None for "extractive", where no model takes part.

    Raises `ValueError` where it names none, and `GeneratorError` where there is no such model."""
    choice = choice.strip()
    if choice == EXTRACTIVE:
        return None
    if choice == AUTO:
        running = [server.choice for server in _nearby()]
        raise ValueError(f"choose one of {', '.join(running)}" if running else "no language model runs on this machine")
    if choice.startswith(_LOCAL):
        # torch and transformers take seconds to import: nobody waits for them who does not use them.
        from rag.generation.local import Transformers

        return Transformers(choice.removeprefix(_LOCAL))
    if choice.partition("://")[0].lower() in ("http", "https"):
        from rag.generation.server import Server

        base, _, model = choice.partition("#")
        return Server(base, model)
    raise ValueError(
        f"no generator {choice!r}: write extractive, transformers: and a folder or a hub name, or the http(s) address "
        "of an OpenAI-compatible server, with # and the model's name behind it"
    )


def _nearby() -> tuple[Server, ...]:
    from rag.generation.nearby import found

    return found()
