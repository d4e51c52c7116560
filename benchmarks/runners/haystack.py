"""Haystack: BM25 and embedding retrievers over its in-memory store, joined by reciprocal rank."""

from __future__ import annotations

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.runners import measure

NAMES = ["haystack-ai", "sentence-transformers-haystack"]


def build(passages: list[list[str]], model: str) -> measure.Search:
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    documents = [Document(id=id, content=text, meta={"title": title}) for id, title, text in passages]
    store.write_documents(embedder.run(documents=documents)["documents"])
    pipeline = Pipeline()
    pipeline.add_component("text", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=measure.DEPTH))
    pipeline.add_component("sparse", InMemoryBM25Retriever(store, top_k=measure.DEPTH))
    pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=measure.DEPTH))
    pipeline.connect("text.embedding", "dense.query_embedding")
    pipeline.connect("dense", "join")
    pipeline.connect("sparse", "join")

    def search(query: str) -> list[str]:
        found = pipeline.run({"text": {"text": query}, "sparse": {"query": query}})
        return [document.id for document in found["join"]["documents"]]

    return search


if __name__ == "__main__":
    measure.main(build, NAMES, measure.remember_sentence_transformers)
