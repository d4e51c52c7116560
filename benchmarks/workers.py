"""Many questions at once, put to several processes behind one port that serve one index in Postgres.

    python -m benchmarks.workers --postgres ADDRESS [--workers 4] [--questions 200] [--proxy caddy]

ADDRESS names a database of its own, in which the articles of some committed affairs are indexed in a schema `workers`.
Every answer has to be, byte for byte, the one that a library in this process gives to the same question. The proxy
(caddy or nginx) has to be installed; its configuration is that of docs/serving.md, without https. Writes
benchmarks/results/workers.*.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.recombined import AFFAIRS
from benchmarks.tables import Row, keep, kept
from rag import Library

CADDY = """{{
	admin off
	auto_https off
}}
http://127.0.0.1:{port} {{
	reverse_proxy {workers} {{
		lb_policy cookie footnote_worker
		health_uri /healthz
	}}
}}
"""
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream footnote {{
        hash $uid_got$uid_set consistent;
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port};
        userid on;
        userid_name footnote_worker;
        client_max_body_size 11m;
        location / {{
            proxy_pass http://footnote;
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_read_timeout 1h;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""
WAIT_S = 300
REMARKS = """
Articles of the first affairs in training/affairs/train; their questions, each once. All are sent at the same moment,
each over a connection of its own and without a cookie, so that the proxy gives them to any worker. “Lost” came to no
answer, “crossed” are not byte for byte what a library in one process answers to that question. Proxy, workers, server
and client are on one machine with two cores, which did something else as well."""


def main() -> None:
    """Measure what the command line says, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", metavar="ADDRESS", required=True)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--proxy", choices=("caddy", "nginx"), default="caddy")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        index = emptied(given.postgres)
        questions = indexed(index, Path(folder) / "articles", given.questions)
        expected = answers(index, questions)
        with serving(index, Path(folder), given.workers, given.proxy, at_once=given.questions) as (url, workers):
            begun = time.perf_counter()
            got = asyncio.run(ask_all(url, questions))
            took = time.perf_counter() - begun
            shares = [asked(worker) for worker in workers]
    group = f"{given.questions} questions at once over {given.workers} workers behind {given.proxy}"
    rows = [row for row in kept("workers") if row.group != group]
    rows += [Row(group, *row) for row in figures(got, expected, shares, took)]
    keep("workers", "python -m benchmarks.workers --postgres ADDRESS [--proxy nginx]", rows, REMARKS)


def emptied(address: str) -> str:
    """The address of an empty schema in that database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
        connection.execute("DROP SCHEMA IF EXISTS workers CASCADE")
        connection.execute("CREATE SCHEMA workers")
    return f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3Dworkers,public"


def indexed(index: str, folder: Path, count: int) -> list[str]:
    """So many different questions about affairs that are indexed now."""
    questions: dict[str, None] = {}
    for affair in sorted(AFFAIRS.iterdir()):
        if len(questions) >= count:
            break
        shutil.copytree(affair / "articles", folder / affair.name)
        rows = map(json.loads, (affair / "questions.jsonl").read_text("utf-8").splitlines())
        questions |= {row["plain"]: None for row in rows if not row["history"]}
    with closing(Library(index)) as library:
        library.update(folder)
    return list(questions)[:count]


def answers(index: str, questions: Sequence[str]) -> list[Any]:
    """What a library in this process answers, as it would be sent."""
    with closing(Library(index)) as library:
        return [json.loads(json.dumps(library.ask(question).to_dict())) for question in questions]


@contextmanager
def serving(index: str, folder: Path, count: int, proxy: str, *, at_once: int) -> Iterator[tuple[str, list[str]]]:
    """The address of a proxy in front of so many processes that serve an index, and theirs."""
    port, *ports = free_ports(count + 1)
    chat = [
        sys.executable,
        "-c",
        "from rag.cli import main; main()",
        "chat",
        "--index",
        index,
        "--at-once",
        str(at_once),
    ]
    workers = [f"http://127.0.0.1:{own}/" for own in ports]
    with ExitStack() as running:
        for own in ports:
            running.enter_context(started([*chat, "--port", str(own)], folder))
        for worker in workers:
            until_ready(worker)
        running.enter_context(started(proxied(proxy, folder, port, ports), folder))
        until_ready(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/", workers


def proxied(proxy: str, folder: Path, port: int, ports: Sequence[int]) -> list[str]:
    """The command that starts a proxy in front of these ports; its configuration is written to the folder."""
    hosts = [f"127.0.0.1:{own}" for own in ports]
    if proxy == "caddy":
        (folder / "Caddyfile").write_text(CADDY.format(port=port, workers=" ".join(hosts)))
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    servers = " ".join(f"server {host};" for host in hosts)
    (folder / "nginx.conf").write_text(NGINX.format(port=port, servers=servers, folder=folder))
    return ["nginx", "-c", str(folder / "nginx.conf")]


@contextmanager
def started(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process, which ends with the block."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def until_ready(url: str) -> None:
    """Wait until a server is ready to answer."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(url)


async def ask_all(url: str, questions: Sequence[str]) -> list[tuple[float, Any]]:
    """Seconds and answer for each question, all asked at once."""
    async with httpx.AsyncClient(timeout=WAIT_S, limits=httpx.Limits(max_connections=None)) as client:
        return await asyncio.gather(*(ask(client, url, question) for question in questions))


async def ask(client: httpx.AsyncClient, url: str, question: str) -> tuple[float, Any]:
    """Seconds and answer; without an answer what came instead."""
    begun = time.perf_counter()
    got = await client.post(f"{url}gradio_api/run/ask", json={"data": [question, [], ""]})
    answer = got.json()["data"][0] if got.status_code == 200 else got.text
    return time.perf_counter() - begun, answer


def asked(worker: str) -> int:
    """How many questions a worker answered so far."""
    lines = httpx.get(f"{worker}metrics").text.splitlines()
    return int(sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("footnote_questions_total")))


def figures(
    got: Sequence[tuple[float, Any]], expected: Sequence[Any], shares: Sequence[int], took: float
) -> Iterator[tuple[Any, ...]]:
    """The rows, without their group."""
    lost = sum(not isinstance(answer, dict) for _, answer in got)
    crossed = sum(isinstance(a, dict) and a != right for (_, a), right in zip(got, expected, strict=True))
    times = [seconds for seconds, _ in got]
    for what, value, unit in (
        ("Lost", lost, "questions"),
        ("Crossed", crossed, "questions"),
        *((f"Answered by worker {number}", share, "questions") for number, share in enumerate(shares, 1)),
        ("All answered after", took, "s"),
        ("Answered after, median", median(times), "s"),
        ("Answered after, 95 % within", quantiles(times, n=20)[-1], "s"),
    ):
        yield what, float(value), len(got), "", None, None, unit


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


if __name__ == "__main__":
    main()
