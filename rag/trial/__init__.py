"""An evaluation that anybody can run: made out of their own articles, without a person and without a language model."""

from rag.trial.figures import SAMPLE, run

__all__ = ["SAMPLE", "run"]
