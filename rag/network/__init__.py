"""The small network that everything learnt here runs on: six layers of BERT under onnxruntime, without torch."""

from rag.network.bert import Network, batches
from rag.network.minilm import minilm_folder, minilm_weights, read_weights, tokenizer

__all__ = ["Network", "batches", "minilm_folder", "minilm_weights", "read_weights", "tokenizer"]
