"""The default encoder: its weights, its vectors, and that it is loaded only when it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from rag.errors import ModelMissing
from rag.search import SentenceTransformerEncoder
from rag.search.embed import DEFAULT, default_folder

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""
TEXTS = ["Lavrov spoke in Anchorage.", "The minister gave a speech in Alaska.", "Bears eat fish.", "x", "Ωмега 🦘"]


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


def test_the_default_weights_are_the_published_ones() -> None:
    assert sha256((default_folder() / "model.safetensors").read_bytes()).hexdigest() == PUBLISHED


def test_importing_and_naming_the_model_does_not_import_torch() -> None:
    code = """
import sys
from rag.search import Index, SentenceTransformerEncoder
encoder = SentenceTransformerEncoder()
print(encoder.name, encoder.dimension, {"torch", "transformers", "sentence_transformers"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=2) == [DEFAULT, "384", "set()\n"]


def test_vectors_are_unit_rows_of_float32(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode(TEXTS)
    assert (encoder.name, encoder.dimension) == (DEFAULT, 384)
    assert (rows.shape, rows.dtype, rows.flags.c_contiguous) == ((len(TEXTS), 384), np.float32, True)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_no_texts_give_no_rows(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode([])
    assert (rows.shape, rows.dtype) == ((0, 384), np.float32)


def test_the_same_texts_give_the_same_bits_whatever_came_before(encoder: SentenceTransformerEncoder) -> None:
    first = encoder.encode(TEXTS).tobytes()
    encoder.encode(["something else entirely " * 50, "and this"])
    assert encoder.encode(TEXTS).tobytes() == first
    assert SentenceTransformerEncoder().encode(TEXTS).tobytes() == first


def test_threads_get_the_same_bits(encoder: SentenceTransformerEncoder) -> None:
    right = {text: encoder.encode([text]).tobytes() for text in TEXTS}
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda text: (text, encoder.encode([text]).tobytes()), TEXTS * 4)
        counts = pool.map(encoder.count_tokens, TEXTS * 4)
        assert all(right[text] == row for text, row in found)
        assert all(count > 0 for count in counts)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "a\udcffb", "🦘" * 300, "word " * 5000, "x" * 100_000])
def test_any_text_has_a_finite_unit_vector_and_a_length(encoder: SentenceTransformerEncoder, text: str) -> None:
    (row,) = encoder.encode([text])
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert encoder.count_tokens(text) >= 0


def test_a_text_longer_than_the_model_reads_is_cut_by_the_model(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.count_tokens("word " * 300) == 300
    one, other = encoder.encode(["word " * 300]), encoder.encode(["word " * 300 + "Anchorage"])
    assert one.tobytes() == other.tobytes()


def test_a_model_in_a_folder_is_known_by_what_it_is_not_where(tmp_path: Path) -> None:
    here, there = tmp_path / "here" / "my-model", tmp_path / "there" / "my-model"
    copytree(default_folder(), here)
    copytree(default_folder(), there)
    one, two = SentenceTransformerEncoder(str(here)), SentenceTransformerEncoder(str(there))
    assert one.name == two.name
    assert one.name.startswith("my-model@")
    assert one.dimension == 384
    assert one.encode(TEXTS[:1]).tobytes() == SentenceTransformerEncoder().encode(TEXTS[:1]).tobytes()
    config = json.loads((there / "config.json").read_text())
    (there / "config.json").write_text(json.dumps(config | {"layer_norm_eps": 1e-6}))
    assert SentenceTransformerEncoder(str(there)).name != one.name


@pytest.mark.parametrize("name", ["/nowhere/at/all", "./nowhere", "~/nowhere-at-all", "a/b/c"])
def test_a_folder_that_is_not_there_is_named_at_once(name: str) -> None:
    with pytest.raises(ModelMissing, match="no folder"):
        SentenceTransformerEncoder(name)


def test_a_folder_without_a_model_is_named_when_it_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="safetensors"):
        SentenceTransformerEncoder(str(tmp_path)).encode(["x"])


def test_weights_that_could_run_code_are_not_loaded(tmp_path: Path) -> None:
    model = tmp_path / "pickled"
    copytree(default_folder(), model)
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="safetensors"):
        SentenceTransformerEncoder(str(model)).encode(["x"])


def test_a_model_of_the_hub_is_not_fetched_unasked() -> None:
    """In a process of its own, whose attempts to reach any host would be errors of another kind."""
    code = """
import socket
def refuse(*arguments, **options):
    raise SystemExit("asked the network")
socket.socket.connect = socket.getaddrinfo = refuse
from rag.errors import ModelMissing
from rag.search import SentenceTransformerEncoder
try:
    SentenceTransformerEncoder("sentence-transformers/no-such-model").encode(["x"])
except ModelMissing as error:
    assert "download=True" in str(error), error
else:
    raise SystemExit("no error")
SentenceTransformerEncoder().encode(["x"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
