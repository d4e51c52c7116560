"""The small network that everything learnt here runs on: six layers of BERT under onnxruntime, without torch."""

from rag.models.bert import Network, batches
from rag.models.minilm import encodable, minilm_folder, minilm_weights, read_weights, tokenizer
from rag.models.pairs import Pair, PairNetwork

__all__ = [
    "Network",
    "Pair",
    "PairNetwork",
    "batches",
    "encodable",
    "minilm_folder",
    "minilm_weights",
    "read_weights",
    "tokenizer",
]
