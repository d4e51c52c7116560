"""txtai's hybrid search."""

from __future__ import annotations

from txtai import Embeddings

from benchmarks.runners import measure


def build(passages: list[list[str]], model: str) -> measure.Search:
    embeddings = Embeddings(path=model, method="sentence-transformers", hybrid=True, gpu=False)
    embeddings.index((id, text, None) for id, _, text in passages)
    return lambda query: [str(id) for id, _ in embeddings.search(query, measure.DEPTH)]


if __name__ == "__main__":
    measure.main(build, ["txtai", "sentence-transformers"], measure.remember_sentence_transformers)
