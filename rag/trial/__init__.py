"""An evaluation that anybody can run: made out of their own articles, without a person and without a language model."""

from rag.trial.run import SAMPLE, run

__all__ = ["SAMPLE", "run"]
