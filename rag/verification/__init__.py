"""Whether sentences of the articles support a claim, and in words why not."""

from collections.abc import Sequence

from rag.models import nli
from rag.types import Passage, Verdict
from rag.verification.support import THRESHOLD, Judge
from rag.verification.verdict import verify as verify_words

__all__ = ["THRESHOLD", "Judge", "verify", "verify_words"]


def verify(sentence: str, passages: Sequence[Passage | str], *, elsewhere: Sequence[Passage | str] = ()) -> Verdict:
    """What `passages` say to `sentence`: how far they support it and, in words, why not more.

    A passage is a sentence of an article or a run of them, such as `Answer.citations`; plain text is cut into its
    sentences. The judge that comes with the package reads both together, and what the checks of the words find weighs
    against it; where the sentence follows its source, or quotes it, they settle it. `elsewhere` are passages of other
    articles: a quotation that stands only there is reported as misattributed."""
    return verify_words(sentence, passages, judge=nli, elsewhere=elsewhere)
