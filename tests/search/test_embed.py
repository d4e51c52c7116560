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

import rag.ingest as ingest
from rag.errors import ModelMissing
from rag.models import minilm_folder
from rag.search import MiniLMEncoder, SentenceTransformerEncoder
from rag.search.embed import DEFAULT, query_vector

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""
TEXTS = ["Lavrov spoke in Anchorage.", "The minister gave a speech in Alaska.", "Bears eat fish.", "x", "Ωмега 🦘"]


NASTY = [
    *("", " ", "\x00", "\ud800", "a\udcffb", "🦘" * 300, "word " * 5000, "x" * 100_000, "中" * 400, "漢字かな交じり文"),
    *("[SEP] [CLS] [MASK]", "  in front", "behind \n\t", "e\u0301 ﬁ İ ß", "\u202eright to left", "the" * 200, "Ωмега"),
]


@pytest.fixture(scope="module")
def encoder() -> MiniLMEncoder:
    return MiniLMEncoder()


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEncoder:
    """The same weights, run by sentence-transformers."""
    return SentenceTransformerEncoder()


def test_the_default_weights_are_the_published_ones() -> None:
    assert sha256((minilm_folder() / "model.safetensors").read_bytes()).hexdigest() == PUBLISHED


def test_opening_an_index_does_not_import_torch() -> None:
    code = """
import sys
from rag.search import Index, MiniLMEncoder, SentenceTransformerEncoder
for encoder in (MiniLMEncoder(), SentenceTransformerEncoder()):
    print(encoder.name, encoder.dimension)
print({"torch", "transformers", "sentence_transformers"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == [f"{DEFAULT} 384"] * 2 + ["set()", ""]


def sentences() -> list[str]:
    """Every sentence of the sample articles."""
    files = ingest.files(Path(__file__).parents[2] / "articles")
    parsed = [one for file in files for one in ingest.read(file, file.name).parsed]
    return [sentence.text for one in parsed for sentence in one.sentences]


@pytest.mark.parametrize("kind", ["nasty", "sentences", "chunks"])
def test_vectors_and_lengths_are_those_of_sentence_transformers(
    kind: str, encoder: MiniLMEncoder, reference: SentenceTransformerEncoder
) -> None:
    """Within 1e-6 in every component, where the largest is about 0.2: rounding, and nothing else."""
    real = sentences()
    chunks = [" ".join(real[i : i + 6]) for i in range(0, len(real), 6)]
    texts = {"nasty": NASTY, "sentences": real[::3], "chunks": chunks}[kind]
    assert len(texts) > 12
    np.testing.assert_allclose(encoder.encode(texts), reference.encode(texts), rtol=0, atol=1e-6)
    assert [encoder.count_tokens(text) for text in texts] == [reference.count_tokens(text) for text in texts]


def test_a_text_has_the_same_vector_alone_and_in_company(encoder: MiniLMEncoder) -> None:
    rows = encoder.encode([*NASTY, *TEXTS])
    for text, row in zip([*NASTY, *TEXTS], rows, strict=True):
        assert encoder.encode([text]).tobytes() == row.tobytes()


def test_vectors_are_unit_rows_of_float32(encoder: MiniLMEncoder) -> None:
    rows = encoder.encode(TEXTS)
    assert (encoder.name, encoder.dimension) == (DEFAULT, 384)
    assert (rows.shape, rows.dtype, rows.flags.c_contiguous) == ((len(TEXTS), 384), np.float32, True)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_no_texts_give_no_rows(encoder: MiniLMEncoder) -> None:
    rows = encoder.encode([])
    assert (rows.shape, rows.dtype) == ((0, 384), np.float32)


def test_the_same_texts_give_the_same_bits_whatever_came_before(encoder: MiniLMEncoder) -> None:
    first = encoder.encode(TEXTS).tobytes()
    encoder.encode(["something else entirely " * 50, "and this"])
    assert encoder.encode(TEXTS).tobytes() == first
    assert MiniLMEncoder().encode(TEXTS).tobytes() == first
    assert MiniLMEncoder(threads=1).encode(TEXTS).tobytes() == first


def test_threads_get_the_same_bits(encoder: MiniLMEncoder) -> None:
    right = {text: encoder.encode([text]).tobytes() for text in TEXTS}
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda text: (text, encoder.encode([text]).tobytes()), TEXTS * 4)
        counts = pool.map(encoder.count_tokens, TEXTS * 4)
        assert all(right[text] == row for text, row in found)
        assert all(count > 0 for count in counts)


@pytest.mark.parametrize("text", NASTY)
def test_any_text_has_a_finite_unit_vector_and_a_length(encoder: MiniLMEncoder, text: str) -> None:
    (row,) = encoder.encode([text])
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert (encoder.count_tokens(text) > 0) is bool(text.strip(" \0"))


def test_a_text_longer_than_the_model_reads_is_cut_by_the_model(encoder: MiniLMEncoder) -> None:
    assert encoder.count_tokens("word " * 300) == 300
    one, other = encoder.encode(["word " * 300]), encoder.encode(["word " * 300 + "Anchorage"])
    assert one.tobytes() == other.tobytes()


def test_a_model_in_a_folder_is_known_by_what_it_is_not_where(tmp_path: Path) -> None:
    here, there = tmp_path / "here" / "my-model", tmp_path / "there" / "my-model"
    copytree(minilm_folder(), here)
    copytree(minilm_folder(), there)
    one, two = SentenceTransformerEncoder(str(here)), SentenceTransformerEncoder(str(there))
    assert one.name == two.name
    assert one.name.startswith("my-model@")
    assert one.dimension == 384
    np.testing.assert_allclose(one.encode(TEXTS[:1]), MiniLMEncoder().encode(TEXTS[:1]), rtol=0, atol=1e-6)
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
    copytree(minilm_folder(), model)
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
import rag.ingest as ingest
from rag.errors import ModelMissing
from rag.search import SentenceTransformerEncoder
try:
    SentenceTransformerEncoder("sentence-transformers/no-such-model").encode(["x"])
except ModelMissing as error:
    assert "`hf download sentence-transformers/no-such-model`" in str(error), error
else:
    raise SystemExit("no error")
SentenceTransformerEncoder().encode(["x"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_query_in_a_script_that_the_default_model_cannot_read_is_near_to_nothing(encoder: MiniLMEncoder) -> None:
    assert not query_vector(encoder, "海口机场取消了多少航班？").any()
    assert query_vector(encoder, "Who closed 海口?").tolist() == encoder.encode(["Who closed 海口?"])[0].tolist()
