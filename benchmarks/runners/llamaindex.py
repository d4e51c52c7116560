"""LlamaIndex: vector and BM25 retrievers under its reciprocal rank fusion."""

from __future__ import annotations

from llama_index.core import Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

from benchmarks.runners import measure

NAMES = ["llama-index-core", "llama-index-embeddings-huggingface", "llama-index-retrievers-bm25"]


def build(passages: list[list[str]], model: str) -> measure.Search:
    Settings.llm = MockLLM()
    Settings.embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")
    nodes = [TextNode(id_=id, text=text, metadata={"title": title} if title else {}) for id, title, text in passages]
    dense = VectorStoreIndex(nodes).as_retriever(similarity_top_k=measure.DEPTH)
    sparse = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=measure.DEPTH)
    both = QueryFusionRetriever(
        [dense, sparse],
        mode="reciprocal_rerank",
        similarity_top_k=measure.DEPTH,
        num_queries=1,
        use_async=False,
    )
    return lambda query: [found.node.node_id for found in both.retrieve(query)]


if __name__ == "__main__":
    measure.main(build, NAMES, measure.remember_sentence_transformers)
