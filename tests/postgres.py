"""A Postgres with pgvector for the tests: a real server out of a package, on this machine only, gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

NOBODY = 65534
_SCHEMAS = count()
# What is not worth waiting for where nothing has to outlast the server.
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@contextmanager
def server() -> Iterator[str]:
    """The address of a server of its own."""
    import pg0

    # Not pytest's own temporary folder: Postgres refuses to run as root, and nobody else may enter that one. For the
    # same reason its program is copied: the package may lie where only root may go.
    folder = Path(tempfile.mkdtemp(prefix="footnote-postgres-"))
    program = folder / "pg0"
    shutil.copy(Path(pg0.__file__).parent / "bin" / "pg0", program)
    program.chmod(0o755)
    account: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def run(*command: str) -> str:
        done = subprocess.run(
            [str(program), *command],
            env={**os.environ, "HOME": str(folder)},
            cwd=folder,
            capture_output=True,
            **account,
        )
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
        return done.stdout.decode()

    try:
        run("start", "--name", "tests", "--data-dir", str(folder / "data"), *(f"-c{setting}" for setting in _HASTY))
        try:
            yield json.loads(run("info", "--name", "tests", "-o", "json"))["uri"]
        finally:
            run("stop", "--name", "tests")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh(server: str) -> str:
    """The address of a place for an index in that server, in which nothing was ever indexed."""
    import psycopg

    schema = f"test_{next(_SCHEMAS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{server}?options={quote(f'-csearch_path={schema},public')}"
