"""The shipped weights and tokenizer, and the graphs: read as they should be, and clear about damage."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from rag.errors import ModelMissing
from rag.models import minilm_folder, minilm_weights, read_weights, tokenizer

ROOT = Path(__file__).parents[2]


def test_weights_are_those_that_the_safetensors_library_reads() -> None:
    right = load_file(minilm_folder() / "model.safetensors")
    found = read_weights(minilm_folder() / "model.safetensors")
    assert found.keys() == right.keys()
    for name, array in right.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    assert minilm_weights().keys() == right.keys() - {"embeddings.position_ids"}


def test_weights_of_several_kinds_and_none_are_read(tmp_path: Path) -> None:
    made = {
        "half": np.arange(6, dtype=np.float16).reshape(2, 3),
        "whole": np.arange(-3, 3, dtype=np.int8),
        "single": np.array(2.5, np.float32),
        "empty": np.zeros((0, 4), np.float32),
    }
    save_file(made, tmp_path / "made.safetensors", metadata={"made": "here"})
    found = read_weights(tmp_path / "made.safetensors")
    assert found.keys() == made.keys()
    for name, array in made.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_weights_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        minilm_weights()["embeddings.LayerNorm.bias"][0] = 1


def header(**entries: object) -> bytes:
    text = json.dumps(entries).encode()
    return len(text).to_bytes(8, "little") + text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        b"\xff" * 64,
        b"version https://git-lfs.github.com/spec/v1",
        header(a={"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}) + b"\x00" * 4,
        header(a={"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}) + b"\x00" * 8,
        header(a={"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}) + b"\x00" * 8,
        header(a={"dtype": "F32", "shape": [2], "data_offsets": [-8, 8]}) + b"\x00" * 8,
        header(a=7),
        (2).to_bytes(8, "little") + b"[]",
    ],
    ids=["empty", "short", "noise", "pointer", "cut", "kind", "shape", "before", "entry", "list"],
)
def test_a_damaged_file_of_weights_is_named(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "broken.safetensors"
    file.write_bytes(data)
    with pytest.raises(ModelMissing, match=r"broken\.safetensors"):
        read_weights(file)


def test_a_missing_file_of_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"none\.safetensors"):
        read_weights(tmp_path / "none.safetensors")


def test_a_pair_is_coded_with_sides_and_offsets() -> None:
    question, passage = "Who met?", "They met in Ωmega, 🦘 said."
    found = tokenizer().encode(question, passage)
    sides = [one for one in found.sequence_ids if one is not None]
    assert sides == sorted(sides)
    assert [kind for kind, side in zip(found.type_ids, found.sequence_ids, strict=True) if side is not None] == sides
    words = [
        (question, passage)[side][slice(*place)]
        for side, place in zip(found.sequence_ids, found.offsets, strict=True)
        if side is not None
    ]
    assert "".join(words) == (question + passage).replace(" ", "")


@pytest.mark.parametrize("limit", [12, 64, 512])
def test_a_long_pair_is_cut_at_the_limit_and_the_longer_side_first(limit: int) -> None:
    found = tokenizer(limit).encode("Who met?", "word " * 600)
    assert len(found.ids) == limit
    assert found.ids[-1] == 102
    assert found.sequence_ids.count(0) == 3


def test_nothing_is_cut_without_a_limit_and_nothing_padded() -> None:
    assert len(tokenizer(None).encode("word " * 3000).ids) == 3002
    assert tokenizer().encode("").ids == [101, 102]


def test_callers_do_not_share_settings_and_threads_may_share_one() -> None:
    mine, other = tokenizer(16), tokenizer(32)
    texts = ["word " * count for count in range(60)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: len(mine.encode(text).ids), texts)) == [min(16, n + 2) for n in range(60)]
    assert len(other.encode(texts[-1]).ids) == 32


def test_the_room_is_used_without_torch_or_transformers() -> None:
    code = """
import sys
import numpy as np
from rag.models import Network, minilm_weights, tokenizer
found = tokenizer().encode("Who met?", "They did.")
for quantized in (False, True):
    network = Network(minilm_weights(), quantized=quantized)
    print(network.states(*(np.array([row]) for row in (found.ids, found.type_ids, found.attention_mask))).shape)
print({"torch", "transformers", "sentence_transformers", "onnx", "safetensors"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(1, 9, 384)"] * 2 + ["set()"]


@pytest.mark.parametrize(("name", "quantized"), [("float32", False), ("int8", True)])
def test_the_graphs_are_what_their_script_makes(name: str, quantized: bool) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed; pip install -e '.[train]' brings it")
    from training.graph import build

    committed = (ROOT / "rag" / "models" / f"{name}.onnx").read_bytes()
    assert len(committed) < 50_000
    assert onnx.load_from_string(committed) == build(quantized=quantized)
