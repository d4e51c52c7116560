"""From what a person writes after --generator to a generator."""

from __future__ import annotations

from rag.generation.protocol import Generator

EXTRACTIVE = "extractive"
HELP = "Who phrases the answers: extractive (the articles' own words), transformers:FOLDER-OR-NAME, or URL[#MODEL]."
_LOCAL = "transformers:"


def parse(choice: str) -> Generator | None:
    """The generator that `choice` names; None for "extractive", where no model takes part.

    Raises `ValueError` where it names none, and `GeneratorError` where there is no such model."""
    choice = choice.strip()
    if choice == EXTRACTIVE:
        return None
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
