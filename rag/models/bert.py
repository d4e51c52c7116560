"""The network itself: weights by name, and tokens to states."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelMissing

LAYERS, WIDTH, POSITIONS = 6, 384, 512
TOKENS = 256
"""What one run holds, padding and all: more would push the states out of the processor's cache."""
_INPUTS = ("ids", "types", "mask")
_LAYER = "encoder.layer."
_JOINED = tuple(f"attention.self.{part}" for part in ("query", "key", "value"))
_JOINT = "attention.self.qkv"
_PRODUCTS = ("attention.output.dense", "intermediate.dense", "output.dense")
_STEP = 63
"""The largest rounded weight. Processors without VNNI add two products of a byte and a weight in 16 bits, and cut off
what does not fit there: with seven bits everything fits."""

Ids = NDArray[np.integer[Any]]


class Network:
    """The BERT network of all-MiniLM-L6-v2 (6 layers, 384 wide, 12 heads) over any weights of that shape.

    `weights` are named as in its safetensors file, float32 or float16; names the network has no use for are left
    alone. `quantized` rounds the weights of the layers to seven bits and what they are multiplied with to eight:
    more than twice as fast. Up to `threads` parts of a batch are at work at once (None: as many as there are
    processors, but four at most). It may be shared between threads, and the same input gives the same bits."""

    def __init__(
        self, weights: Mapping[str, NDArray[Any]], *, quantized: bool = False, threads: int | None = None
    ) -> None:
        import onnxruntime

        held = parameters(weights, quantized=quantized)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Parts of a batch side by side scale better than one matrix product on all processors.
        options.intra_op_num_threads = 1
        self._pool = ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 4))
        # The graphs are as they should run: left to itself, the optimizer puts slower operators in their place.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        # The session reads the arrays where they lie, so they have to live as long as it does.
        self._held = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in held.values()]
        options.add_external_initializers(list(held), self._held)
        model = resources.files("rag.models").joinpath("int8.onnx" if quantized else "float32.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def states(self, ids: Ids, types: Ids, mask: Ids) -> NDArray[np.float32]:
        """The last hidden state, float32 [b, t, 384], of tokens [b, t], t at most 512; nought where the mask is 0.

        What the mask leaves out is not looked at. A row's states are the same in any company and with any padding."""
        if ids.shape[1] > POSITIONS:
            raise ValueError(f"{ids.shape[1]} tokens in a row; the network has places for {POSITIONS}")
        read = mask != 0
        whole = [np.ascontiguousarray(array, np.int32) for array in (ids, types, read)]
        states = np.zeros((*ids.shape, WIDTH), np.float32)
        lengths = np.where(read, np.arange(1, read.shape[1] + 1), 0).max(axis=1, initial=0)

        def fill(rows: list[int]) -> None:
            length = lengths[rows].max()
            inputs = [np.ascontiguousarray(array[rows, :length]) for array in whole]
            found = self._session.run(None, dict(zip(_INPUTS, inputs, strict=True)))[0]
            states[rows, :length] = found * read[rows, :length, None]

        parts = list(batches([int(length) for length in lengths], TOKENS))
        if len(parts) == 1:
            fill(parts[0])
        else:
            list(self._pool.map(fill, parts))
        return states


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Every place of `lengths` that is not 0 once, like with like, so that little is padded: at most `tokens` in each,
    padding and all, but always one."""
    batch: list[int] = []
    for i in sorted((i for i, length in enumerate(lengths) if length), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[i] > tokens:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def parameters(weights: Mapping[str, NDArray[Any]], *, quantized: bool) -> dict[str, NDArray[Any]]:
    """What the graph asks for, by name: the float32 weights as they are, or those of its products rounded."""
    try:
        taken = {name: np.ascontiguousarray(weights[name], np.float32) for name in _names()}
    except KeyError as error:
        raise ModelMissing(f"the network's weights lack {error.args[0]}") from error
    return _rounded(taken) if quantized else dict(taken)


def _names() -> Iterator[str]:
    yield from (f"embeddings.{table}_embeddings.weight" for table in ("word", "position", "token_type"))
    inside = (*_JOINED, *_PRODUCTS, "attention.output.LayerNorm", "output.LayerNorm")
    modules = ["embeddings.LayerNorm", *(f"{_LAYER}{layer}.{name}" for layer in range(LAYERS) for name in inside)]
    yield from (f"{module}.{kind}" for module in modules for kind in ("weight", "bias"))


def _rounded(weights: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    taken: dict[str, NDArray[Any]] = dict(weights)
    for layer in (f"{_LAYER}{layer}." for layer in range(LAYERS)):
        for kind in ("weight", "bias"):
            # In one, so that the states are rounded once and not three times.
            taken[f"{layer}{_JOINT}.{kind}"] = np.concatenate([taken.pop(f"{layer}{name}.{kind}") for name in _JOINED])
        for name in (_JOINT, *_PRODUCTS):
            matrix, scale = quantize(taken[f"{layer}{name}.weight"])
            taken |= {f"{layer}{name}.weight": matrix, f"{layer}{name}.scale": scale}
    return taken


def quantize(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 [in, out] and float32 [out], whose product is nearly the matrix [out, in] turned over.

    A scale for every output: one row of large weights must not cost the others their digits."""
    scale = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / np.float32(_STEP)
    return np.ascontiguousarray(np.rint(matrix / scale[:, None]).astype(np.int8).T), scale
