"""The words of the project: what its packages hand to one another. All of them are frozen, and import none of them."""

from rag.types.answers import GO_ON, NOT_SAID, Answer, Turn
from rag.types.articles import KEY_LENGTH, Article, Chunk, Hit, Passage
from rag.types.changes import Changes, Failure
from rag.types.kinds import QuestionKind
from rag.types.statements import CORRECTS, Difference, LeftOut, Statement
from rag.types.verdicts import CheckedSentence, CheckedText, Reason, ReasonKind, Support, Verdict
from rag.types.voices import Identity, Manner, Speaker, Stance, Voice
from rag.types.where import Where
from rag.types.wording import METADATA, count_left_out, searched_for

__all__ = [
    "CORRECTS",
    "GO_ON",
    "KEY_LENGTH",
    "METADATA",
    "NOT_SAID",
    "Answer",
    "Article",
    "Changes",
    "CheckedSentence",
    "CheckedText",
    "Chunk",
    "Difference",
    "Failure",
    "Hit",
    "Identity",
    "LeftOut",
    "Manner",
    "Passage",
    "QuestionKind",
    "Reason",
    "ReasonKind",
    "Speaker",
    "Stance",
    "Statement",
    "Support",
    "Turn",
    "Verdict",
    "Voice",
    "Where",
    "count_left_out",
    "searched_for",
]
