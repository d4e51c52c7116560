"""LangChain: RetrievalQA with the prompt it has for chat models, over the four passages that a retriever gives.

Pages are cut as in its tutorial (1,000 characters, 200 of them shared with the next)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_classic.chains import RetrievalQA
from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_openai import ChatOpenAI
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.runners import answering


class _Listening(BaseCallbackHandler):
    def __init__(self, heard: answering.Heard) -> None:
        self.heard = heard

    def on_llm_new_token(self, token: str, **_: Any) -> None:
        self.heard(token)


def build(given: answering.Given) -> answering.Ask:
    encoder = HuggingFaceEmbeddings(model_name=given.encoder, model_kwargs={"device": "cpu"})
    pages = DirectoryLoader(str(given.articles), loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"}).load()
    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
    store = InMemoryVectorStore.from_documents(splitter.split_documents(pages), encoder)
    model = ChatOpenAI(
        model=given.model,
        base_url=given.server,
        api_key="none",
        temperature=0,
        max_tokens=answering.MOST_TOKENS,
        timeout=answering.PATIENCE_S,
        max_retries=0,
        streaming=True,
    )
    chain = RetrievalQA.from_chain_type(model, retriever=store.as_retriever(), return_source_documents=True)

    def ask(question: str, heard: answering.Heard) -> list[answering.Source]:
        found = chain.invoke({"query": question}, config={"callbacks": [_Listening(heard)]})
        return [
            answering.Source(Path(page.metadata["source"]).name, page.page_content)
            for page in found["source_documents"]
        ]

    return ask


if __name__ == "__main__":
    answering.main(build)
