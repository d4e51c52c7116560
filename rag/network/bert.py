"""The network itself: weights by name, and tokens to states."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelMissing

LAYERS = 6
_PARTS = ("query", "key", "value")
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
    """What the graph asks for, by name: the weights themselves, those of query, key and value side by side."""
    taken: dict[str, NDArray[Any]] = {}
    try:
        for name in _embeddings():
            taken[name] = _float(weights[name])
        for layer in range(LAYERS):
            taken |= _layer(weights, f"encoder.layer.{layer}", quantized)
    except KeyError as error:
        raise ModelMissing(f"the network's weights lack {error.args[0]}") from error
    return taken


def _embeddings() -> list[str]:
    tables = [f"embeddings.{table}_embeddings.weight" for table in ("word", "position", "token_type")]
    return [*tables, "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"]


def _layer(weights: Mapping[str, NDArray[Any]], layer: str, quantized: bool) -> dict[str, NDArray[Any]]:
    attention = f"{layer}.attention.self"
    parts = [f"{attention}.{part}" for part in _PARTS]
    taken: dict[str, NDArray[Any]] = {
        f"{attention}.qkv.bias": _float(np.concatenate([weights[f"{part}.bias"] for part in parts]))
    }
    matrices = {}
    if quantized:
        matrices[f"{attention}.qkv"] = np.concatenate([weights[f"{part}.weight"] for part in parts])
    else:
        matrices |= {part: weights[f"{part}.weight"] for part in parts}
    for dense in ("attention.output", "intermediate", "output"):
        matrices[f"{layer}.{dense}.dense"] = weights[f"{layer}.{dense}.dense.weight"]
        taken[f"{layer}.{dense}.dense.bias"] = _float(weights[f"{layer}.{dense}.dense.bias"])
    for norm in ("attention.output", "output"):
        for kind in ("weight", "bias"):
            name = f"{layer}.{norm}.LayerNorm.{kind}"
            taken[name] = _float(weights[name])
    for name, matrix in matrices.items():
        if quantized:
            taken[f"{name}.weight"], taken[f"{name}.scale"] = quantize(_float(matrix))
        else:
            taken[f"{name}.weight"] = _float(matrix)
    return taken


def quantize(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 [in, out] and float32 [out], whose product is nearly the matrix [out, in] turned over.

    A scale for every output: one row of large weights must not cost the others their digits."""
    scale = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / np.float32(_STEP)
    return np.ascontiguousarray(np.rint(matrix / scale[:, None]).astype(np.int8).T), scale


def _float(array: NDArray[Any]) -> NDArray[np.float32]:
    return np.ascontiguousarray(array, np.float32)
