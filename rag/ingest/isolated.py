"""Files that need a parser are read in a process of their own, because a file can make a parser hang, swell or die.

One process serves many files. It is started when the first one comes and killed when one takes too long; it ends by
itself when nobody asks for a while, or when this process ends.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from rag.ingest.decode import NoText
from rag.ingest.reading import Reading

SECONDS = 20.0
"""What one file may take."""
MEGABYTES = 1_500
"""Memory that the process may take in all."""
MAX_CHARACTERS = 5_000_000
"""A file that gives a longer text is refused."""
_WORKER = "rag.ingest.worker"
_HOME = str(Path(__file__).parents[2])
"""Where the package lies: the process imports it from there, installed or not."""
_START = 120.0
"""Seconds a fresh process may take until it listens: importing the parsers is slow on a cold machine."""


class Parser:
    """A process that reads files, and the limits it works under."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, kind: str, data: bytes) -> Reading:
        """What is in the bytes of a file; `kind` is one of `rag.ingest.worker.READERS`. Raises `NoText`."""
        with self._lock:
            reply = self._ask(kind, data)
        if "error" in reply:
            reason = str(reply["error"])
            raise NoText(reason if "; " in reason else f"{reason}; save the article's text as .txt")
        return Reading(**reply)

    def close(self) -> None:
        """End the process; the next file starts a new one."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with contextlib.suppress(OSError):  # what was not read any more
                        stream.close()

    def _ask(self, kind: str, data: bytes) -> dict[str, Any]:
        self._listening()
        reply = self._exchange(kind.encode() + b"\n" + data, self._seconds)
        if reply is None:
            self.close()
            return {"error": f"cannot be parsed as a {kind} within {self._seconds:g} s and {self._megabytes} MB"}
        return reply

    def _listening(self) -> None:
        """See to it that a process is there and answers; an idle one may have ended."""
        if self._process and self._exchange(b"", self._seconds) is not None:
            return
        self.close()
        limits = [str(self._megabytes), str(int(self._seconds) + 5), str(MAX_CHARACTERS)]
        self._process = subprocess.Popen(
            # -P: what lies in the current folder is no module of ours.
            [sys.executable, "-P", "-m", _WORKER, *limits],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._exchange(b"", _START)

    def _exchange(self, request: bytes, seconds: float) -> dict[str, Any] | None:
        """The process's reply; None where it gave none in time, and then it is dead."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.start()
        try:
            process.stdin.write(len(request).to_bytes(8, "big") + request)
            process.stdin.flush()
            return _reply(process.stdout)
        except (OSError, ValueError):  # it died while it was asked, or what came is no reply
            return None
        finally:
            watchdog.cancel()


def _reply(stream: IO[bytes]) -> dict[str, Any] | None:
    size = int.from_bytes(stream.read(8), "big")
    if not 0 < size <= 8 * MAX_CHARACTERS:
        return None
    reply = json.loads(stream.read(size))
    return reply if isinstance(reply, dict) else None


_PARSER = Parser()
atexit.register(_PARSER.close)


def read(kind: str, data: bytes) -> Reading:
    """What is in the bytes of a file, by the process that all share. Raises `NoText`."""
    return _PARSER.read(kind, data)
