"""Reading what an OpenAI-compatible server sends: server-sent events, or one JSON document.

The lines are split here, by bytes, because ready-made readers keep a line without an end for ever and take U+2028,
which servers send inside of JSON, for one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rag.errors import GeneratorError

LONGEST = 1_000_000
"""Bytes of one line: far more than any honest piece takes."""
_DONE = "[DONE]"


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a body, without their ends. Raises `GeneratorError` for what is no text, or endless."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        yield from map(_decoded, whole)
        if len(held) > LONGEST:
            raise GeneratorError("the server sent a line without an end", retryable=False)
    if held:
        yield _decoded(held)


def texts(lines: Iterable[str], *, whole: bool = False) -> Iterator[str]:
    """The pieces of text in a stream of events (or in a `whole` JSON document), up to "[DONE]".

    Raises `GeneratorError` for what is neither, for an error the server sends, and where nothing was sent."""
    if whole:
        lines = ["data:" + "".join(lines)]
    seen, ended = False, whole
    for line in lines:
        field, _, value = line.partition(":")
        if field != "data":
            continue  # a comment that keeps the connection alive, an event's name, a blank line
        if value.strip() == _DONE:
            return
        choice, seen = _choice(value), True
        ended = ended or bool(choice.get("finish_reason"))
        if piece := _content(choice):
            yield piece
    if not seen:
        raise GeneratorError("the server sent nothing that reads as an answer", retryable=False)
    if not ended:
        raise GeneratorError("the server broke off in the middle", retryable=True)


def _choice(value: str) -> dict[str, Any]:
    """The first choice that an event tells of; empty where it tells of none, as events that only count tokens do."""
    try:
        told: Any = json.loads(value)
    except ValueError as error:
        raise GeneratorError("the server sent something that is no JSON", retryable=False) from error
    if isinstance(told, dict) and told.get("error"):
        raise GeneratorError("the server broke off with an error of its own", retryable=True)
    choices = told.get("choices", []) if isinstance(told, dict) else None
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise GeneratorError("the server sent JSON of another kind", retryable=False)
    return choices[0] if choices else {}


def _content(choice: dict[str, Any]) -> str:
    """The text of a choice, sent as a part or as the whole message; what a model thinks aloud is elsewhere in it."""
    message = choice.get("delta") or choice.get("message") or {}
    content = message.get("content") or "" if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise GeneratorError("the server sent something that is no text", retryable=False)
    return content


def _decoded(line: bytes) -> str:
    try:
        return line.removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError as error:
        raise GeneratorError("the server sent bytes that are no text", retryable=False) from error
