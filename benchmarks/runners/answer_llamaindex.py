"""LlamaIndex: its CitationQueryEngine over a VectorStoreIndex, as from_documents and from_args make them."""

from __future__ import annotations

import re
from pathlib import Path

from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.openai_like import OpenAILike

from benchmarks.runners import answering

_NUMBER = re.compile(r"\ASource \d+:\n")
"""What the engine writes over each passage."""


def build(given: answering.Given) -> answering.Ask:
    Settings.embed_model = HuggingFaceEmbedding(model_name=given.encoder, device="cpu")
    Settings.llm = OpenAILike(
        model=given.model,
        api_base=given.server,
        api_key="none",
        is_chat_model=True,
        context_window=4_096,
        max_tokens=answering.MOST_TOKENS,
        temperature=0.0,
        timeout=answering.PATIENCE_S,
        max_retries=0,
    )
    index = VectorStoreIndex.from_documents(SimpleDirectoryReader(str(given.articles)).load_data())
    engine = CitationQueryEngine.from_args(index, streaming=True)

    def ask(question: str, heard: answering.Heard) -> list[answering.Source]:
        told = engine.query(question)
        for piece in told.response_gen:
            heard(piece)
        return [
            answering.Source(
                Path(str(found.node.metadata["file_path"])).name, _NUMBER.sub("", found.node.get_content())
            )
            for found in told.source_nodes
        ]

    return ask


if __name__ == "__main__":
    answering.main(build)
