"""Whether passages support a sentence, and in words why not."""

from rag.verifying.judge import THRESHOLD, Judge
from rag.verifying.verdict import verify

__all__ = ["THRESHOLD", "Judge", "verify"]
