"""The kinds of question there are: each is answered in its own way."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    """What a question wants to hear."""

    FACT = "fact"
    """One thing: who, what, when, where, how many, whether."""
    SAID = "said"
    """What somebody said, thinks or wants."""
    LIST = "list"
    """All there is of something: every point, reason, condition."""
    COMPARE = "compare"
    """Where the articles agree and where they differ."""
    OVERVIEW = "overview"
    """What it is all about."""
    TIMELINE = "timeline"
    """What happened when, in order."""
    COLLECTION = "collection"
    """The articles themselves: which there are, how many, by whom, from when."""
    PEOPLE = "people"
    """Who is who: the people that the articles name, or let speak."""
    GREETING = "greeting"
    """Nothing of the articles: hello, thanks, what can you do."""

    @classmethod
    def of(cls, value: str) -> QuestionKind:
        """The kind of this name. Raises `ValueError`, which lists the kinds, where there is none."""
        try:
            return cls(value)
        except ValueError:
            raise ValueError(f"there is no kind of question {value!r}; there are {', '.join(cls)}") from None
