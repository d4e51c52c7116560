"""The process that reads what a parser is needed for (see isolated.py).

It reads requests from standard input and writes replies to standard output, each as eight bytes of length and then
the rest: the kind of file, a line break and the file's bytes; and JSON, a `Reading` or {"error": why there is none}.
An empty request asks whether the process is there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any

from rag.ingest.decode import NoText
from rag.ingest.reading import Reading

IDLE_SECONDS = 120
"""When nobody has asked for so long, the process ends."""
READERS: Mapping[str, str] = {
    "web page": "rag.ingest.webpage.reading",
    "PDF": "rag.ingest.documents.pdf",
    "Word document": "rag.ingest.documents.word",
    "OpenDocument": "rag.ingest.documents.opendocument",
    "EPUB": "rag.ingest.documents.epub",
    "e-mail": "rag.ingest.documents.mail",
    "feed": "rag.ingest.documents.feed",
    "web archive": "rag.ingest.documents.webarchive",
    "RTF document": "rag.ingest.documents.rtf",
}
"""The kinds of files, each with the module whose `read(data)` gives the `Reading`; imported when the first comes."""


def _reply(request: bytes, longest: int) -> dict[str, Any]:
    if not request:
        return {"ready": True}
    kind, _, data = request.partition(b"\n")
    return answer(kind.decode(), data, longest)


def answer(kind: str, data: bytes, longest: int) -> dict[str, Any]:
    """The reading of a file as a mapping, or {"error": reason} where there is none or it has too many characters."""
    try:
        read: Callable[[bytes], Reading] = import_module(READERS[kind]).read
        found = read(data)
    except NoText as reason:
        return {"error": str(reason)}
    except (MemoryError, RecursionError):
        return {"error": f"needs too much memory to be parsed as a {kind}"}
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the file cannot be read and the next one may
        return {"error": f"cannot be parsed as a {kind} ({type(error).__name__})"}
    if not found.text.strip():
        return {"error": f"is a {kind} in which no article's text was found"}
    if len(found.text) > longest:
        return {"error": f"gives more than the {longest:,} characters that are read from a {kind}"}
    return asdict(found)


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # there is none on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: int) -> None:
    """End this process after so many seconds, also when the one that started it is gone."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def main(megabytes: int, seconds: int, longest: int) -> None:
    """Serve files until standard input ends, nobody asks for a while, or a limit is hit."""
    _limit(megabytes)
    # A parser that prints must not write between the replies.
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        _alarm(IDLE_SECONDS)
        size = int.from_bytes(requests.read(8), "big")
        request = requests.read(size)
        if len(request) < size or requests.closed:
            return
        _alarm(seconds)
        reply = json.dumps(_reply(request, longest)).encode("utf-8")
        replies.write(len(reply).to_bytes(8, "big") + reply)
        replies.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
