"""The network itself: weights by name, and tokens to states."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelMissing

LAYERS = 6
_LAYER = "encoder.layer."
_JOINED = tuple(f"attention.self.{part}" for part in ("query", "key", "value"))
_JOINT = "attention.self.qkv"
_PRODUCTS = ("attention.output.dense", "intermediate.dense", "output.dense")
_STEP = 127
"""The largest int8 weight; -128 is left out, so that the range is the same on both sides of nought."""

Ids = NDArray[np.integer[Any]]


class Network:
    """The BERT network of all-MiniLM-L6-v2 (6 layers, 384 wide, 12 heads) over any weights of that shape.

    `weights` are named as in its safetensors file, float32 or float16; names the network has no use for are left
    alone. `quantized` rounds the weights of the layers, and what is multiplied with them, to eight bits: about twice
    as fast. It may be shared between threads, and the same input gives the same bits."""

    def __init__(
        self, weights: Mapping[str, NDArray[Any]], *, quantized: bool = False, threads: int | None = None
    ) -> None:
        import onnxruntime

        graph = "int8.onnx" if quantized else "float32.onnx"
        held = parameters(weights, quantized=quantized)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(os.cpu_count() or 1, 4)
        options.log_severity_level = 3
        # The graphs are as they should run: left to itself, the optimizer puts slower operators in their place.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        # A thread that waits by spinning takes the core that another one computes on.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The session reads the arrays where they lie, so they have to live as long as it does.
        self._held = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in held.values()]
        options.add_external_initializers(list(held), self._held)
        model = resources.files("rag.network").joinpath(graph).read_bytes()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def states(self, ids: Ids, types: Ids, mask: Ids) -> NDArray[np.float32]:
        """The last hidden state, [b, t, 384], of tokens [b, t] of at most 512; those whose mask is 0 are not looked
        at by the others, and their own states mean nothing."""
        given = {"ids": ids, "types": types, "mask": mask}
        inputs = {name: np.ascontiguousarray(array, np.int32) for name, array in given.items()}
        states: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return states


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
