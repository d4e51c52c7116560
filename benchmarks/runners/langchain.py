"""LangChain: FAISS and BM25 retrievers under its EnsembleRetriever."""

from __future__ import annotations

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.runners import measure

NAMES = [
    "langchain-classic",
    "langchain-community",
    "langchain-huggingface",
    "sentence-transformers",
    "faiss-cpu",
    "rank-bm25",
]


def build(passages: list[list[str]], model: str) -> measure.Search:
    encoder = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    documents = [Document(page_content=text, metadata={"id": id, "title": title}) for id, title, text in passages]
    dense = FAISS.from_documents(documents, encoder).as_retriever(search_kwargs={"k": measure.DEPTH})
    sparse = BM25Retriever.from_documents(documents, k=measure.DEPTH)
    both = EnsembleRetriever(retrievers=[sparse, dense], weights=[0.5, 0.5])
    return lambda query: [found.metadata["id"] for found in both.invoke(query)][: measure.DEPTH]


if __name__ == "__main__":
    measure.main(build, NAMES, measure.remember_sentence_transformers)
