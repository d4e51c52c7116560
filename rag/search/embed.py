"""Sentences and chunks as vectors: the encoder, and what the index asks of any encoder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag.english.scripts import is_mostly_foreign
from rag.errors import ModelMissing
from rag.models import Network, batches, encodable, minilm_folder, minilm_weights, tokenizer
from rag.types.retrieval import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer


DEFAULT = "all-MiniLM-L6-v2"
DEFAULT_NAMES = frozenset({DEFAULT, f"sentence-transformers/{DEFAULT}"})
DIMENSION = 384
LONGEST = 256
"""Tokens of a text that the default model reads."""
BATCH = 32
BATCH_TOKENS = 2048
"""What the network is given at once, padding and all."""
_EDGE = 1 << 20
"""Bytes of the beginning and of the end of a file that tell it from others."""


class Encoder(Protocol):
    """Turns texts into unit vectors. Anything with these four can stand in for a model."""

    @property
    def name(self) -> str:
        """What the index remembers: another name means that the vectors cannot be compared."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row of float32 a text; the same texts give the same bits, whatever was encoded before."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens `text` takes."""
        ...


def load_encoder(model: str = DEFAULT) -> Encoder:
    """The encoder of a sentence-transformers model, by its folder or its name; the default one runs without torch.

    Raises `ModelMissing` for a folder that is not there; a model that is not on this machine is missed when it is first
    used."""
    return MiniLMEncoder() if model in DEFAULT_NAMES else SentenceTransformerEncoder(model)


def query_vector(encoder: Encoder, query: str) -> Vectors:
    """The vector of a query, `float32 [d]`.

    It is zeros, as near to one passage as to any other, where the default model knows nothing of the query's script."""
    if encoder.name == DEFAULT and is_mostly_foreign(query):
        return np.zeros(encoder.dimension, np.float32)
    row: Vectors = encoder.encode([query])[0]
    return row


def source(encoder: Encoder) -> str:
    """What finds the encoder's model again: its folder or, as with every other encoder, its name."""
    return encoder.source if isinstance(encoder, SentenceTransformerEncoder) else encoder.name


class MiniLMEncoder:
    """The default: all-MiniLM-L6-v2 with the weights that are installed with the package, loaded when first needed.

    The vectors are those that sentence-transformers gives for the same model, up to rounding in the sixth decimal,
    without its (or torch's) import. What goes past 256 tokens is cut. It may be shared between threads."""

    name = DEFAULT
    dimension = DIMENSION

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads
        self._lock = Lock()
        self._loaded: tuple[Tokenizer, Network] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row of float32 a text; no texts give no rows."""
        rows = np.zeros((len(texts), DIMENSION), np.float32)
        if texts:
            reader, network = self._model()
            tokens = [_cut(reader.encode(encodable(text)).ids) for text in texts]
            for batch in batches([len(ids) for ids in tokens], BATCH_TOKENS):
                rows[batch] = _pooled(network, [tokens[i] for i in batch])
        return rows

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads for `text`, its start and end marks left out."""
        return len(self._model()[0].encode(encodable(text), add_special_tokens=False).ids)

    def _model(self) -> tuple[Tokenizer, Network]:
        with self._lock:
            if self._loaded is None:
                self._loaded = tokenizer(limit=None), Network(minilm_weights(), threads=self._threads)
            return self._loaded


def _cut(ids: list[int]) -> list[int]:
    """The first tokens, and the mark that ends a text."""
    return ids if len(ids) <= LONGEST else [*ids[: LONGEST - 1], ids[-1]]


def _pooled(network: Network, tokens: Sequence[Sequence[int]]) -> Vectors:
    """The mean of every text's states, at length 1."""
    mask = np.zeros((len(tokens), max(map(len, tokens))), np.int32)
    ids = np.zeros_like(mask)
    for row, held in enumerate(tokens):
        ids[row, : len(held)] = held
        mask[row, : len(held)] = 1
    states = network.states(ids, np.zeros_like(mask), mask)
    # Its sum, for its mean has the same direction; there are always two marks, so that no sum is nought.
    sums = states.sum(axis=1, dtype=np.float32)
    rows: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return rows


class SentenceTransformerEncoder:
    """Any sentence-transformers model, loaded when it is first needed.

    `model` is a folder, or a model of the Hugging Face hub that is on this machine already: nothing is downloaded.
    Without one these are the default's weights, run by torch. Texts are encoded as they are, without a prompt, and one
    longer than the model reads is cut there by the model. Weights come from safetensors files alone, since the other
    formats can run code. It may be shared between threads."""

    def __init__(self, model: str = DEFAULT, *, device: str | None = None) -> None:
        self._folder = minilm_folder() if model == DEFAULT else _local_folder(model)
        self.source = str(self._folder.resolve()) if self._folder and model != DEFAULT else model
        """What finds the model again: its folder or its name."""
        self._device = device
        self._lock = Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        """The model's name; for a folder its last part and a fingerprint, so that moving it changes nothing."""
        if self.source == DEFAULT or self._folder is None:
            return self.source
        return f"{self._folder.resolve().name}@{_fingerprint(self._folder)}"

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; of another model than the default it is asked, and loaded for that."""
        if self.source == DEFAULT:
            return DIMENSION  # asked whenever an index is opened: knowing it spares importing torch
        return int(self._model().get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row of float32 a text; no texts give no rows."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        model = self._model()
        with self._lock:
            rows: Any = model.encode(
                [encodable(text) for text in texts],
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
            return len(model.tokenizer(encodable(text), add_special_tokens=False, verbose=False)["input_ids"])

    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(self._folder or self.source),
                device=self._device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError) as error:
            raise ModelMissing(self._missing()) from error

    def _missing(self) -> str:
        if self._folder is not None:
            return f"{self._folder} holds no sentence-transformers model with safetensors weights"
        return (
            f"the embedding model {self.source!r} is not on this machine; fetch it with `hf download {self.source}`, "
            "or name the folder it is in"
        )


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
