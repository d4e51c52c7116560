"""Folding a conversation into one query, by rules: no language model, and nothing dragged in that was not asked for.

A question that stands by itself is returned exactly as it is. Otherwise a pronoun is replaced by the person or thing
last in focus, an ellipsis ("And what about Macron?", "Why?") is completed from the question before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rag.question.antecedents as antecedents
import rag.question.substitution as substitution
from rag.english.entities import names
from rag.english.function_words import AUXILIARIES, AUXILIARY, FUNCTION_WORDS, QUESTION_WORD
from rag.types import Turn

SHORT = 8
"""A question of so many words that names nobody leans on the one before it, even without a pronoun."""

_HE = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|theirs|themselves)\b", re.IGNORECASE)
_IT = re.compile(
    r"\bits?\b|\b(?:this|that|these|those)(?= (?:is|are|was|were|do|does|did|has|have|had|will|would|mean\w*|happen\w*"
    r"|cost|take|come|begin|start|end|work\w*)\b| *[?.!]*$)|(?<=\bis )\bthat\b|(?<=\bwas )\bthat\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn't|wasn't|does|did|would|will|has|how long (?:does|did|will)) it (?:true|possible|likely|clear"
    r"|necessary|fair|correct|take(?! place| part)|mean to|that|(?!cost )\w+ (?:that|to|for)\b)"
    r"|\bwhat time (?:is|was) it\b|\bthat is\b(?= \w)",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbe )(?<!n\'t )\bthere\b(?! (?:is|are|was|were)\b)"
    r"|\bthere\b(?=[?.! ]*$)",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|that|these|those|the same|such an?) (?!(?:is|are|was|were|do|does|did|has|have|had|will|would|week"
    r"|month|year|day|time|morning|mean\w*|happen\w*|the|a|an|he|she|they|it|his|there)\b)([a-z][\w-]*)",
)
_LEAD = re.compile(r"^\s*(?:(?:and|but|so|or|ok|okay|then|also|now|well|thanks|thank you)[,.]?\s+)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how) about|and|what of)\s+(.+?)\s*[?.!]*$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:but )?(?!how (?:far|old) (?:is|are|was|were) )"
    r"(why|when|where|how|who|what|which|how (?:much|many|long|often|far|old)|since when|by whom|with whom"
    r"|who with|why not|how so|what for|how come|which ones?|in what year|at what price|where to|where from"
    r"|(?:about|at|by|for|from|in|of|on|since|to|until|with)"
    r" (?:when|whom?|what|which|where|how (?:much|many|long|far)))"
    r"(?: (?:is|was|were|are|did|does|do|has|have) (?:that|this|it|they|he|she|those|these)"
    r"(?: (?:so|happen|happened|be|then|do|said))?)?\s*[?.!]*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:(?:can you |please )?tell me more|more|go on|(?:is there )?anything else|(?:what|who|where|when) else"
    r"|and then|continue|(?:are there )?any (?:others?|more)|(?:and )?(?:what about )?the others?(?: ones?)?"
    r"|another(?: one)?|for example|such as|(?:can you )?elaborate|(?:(?:give|show) me )?more(?: details?)?|details)"
    r"\s*[?.!]*"
    r"(?: (?:about|on) (?:that|this|it|him|her|them))?(?: please)?\s*[?.!]*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"^(?:in|at|on|from|to|with|by|for|after|before|during|under|against|since)\s+\S.*$", re.IGNORECASE
)
_WH = re.compile(
    rf"^\s*(?:(?:about|at|by|for|from|in|of|on|since|to|until|with) )?(?:{QUESTION_WORD})"
    r"(?: (?:much|many|long|often|far|old))?\s+",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"^(?:yes|yeah|sure)\b[,.!]?\s+(.+?)(?:,? please)?\s*[.!]*$", re.IGNORECASE)
"""One of what was told, chosen: "Yes, the second course please"."""
_DOUBTED = re.compile(r"^\W*is it (?:true|correct|right|the case) that (?=\w)", re.IGNORECASE)
"""What stands before a statement that is doubted: that "it is true" is said of something else is no answer."""
_VERB = re.compile(rf"\b(?:{AUXILIARY}|{QUESTION_WORD})\b", re.IGNORECASE)
_PLAIN = {
    "which ones": "Which",
    "which one": "Which",
    "how so": "How",
    "how come": "Why",
    "what for": "Why",
    "why not": "Why",
}
_DENIED = {"will": "won't", "can": "can't", "shall": "shan't"}
"""The negatives that are not the word and "n't"."""


def fold(question: str, history: Sequence[Turn]) -> str:
    """The query that `question` means after the turns of `history`; the question itself where it stands alone."""
    asked = question.strip()
    if not history or not asked:
        return asked
    last = history[-1]
    before = fold(last.question, history[:-1])
    bare = _LEAD.sub("", asked)
    return (
        _ellipsis(asked, bare, before)
        or _pronouns(asked if bare == asked else _capital(bare), before, last.answer, history)
        or asked
    )


def plainly(question: str) -> str:
    """The question without the doubt that it begins with: "Is it true that she won?" asks whether she won."""
    bare = _DOUBTED.sub("", question)
    return bare if question.islower() or bare == question else _capital(bare)


def in_context(question: str, history: Sequence[Turn]) -> str:
    """The question after the one before it, as they were asked in a row, where it leans on that one; else ""."""
    asked = question.strip()
    if not history or not asked:
        return ""
    short = len(asked.split()) <= SHORT and not names(asked)
    if not short and not _LEAD.match(asked) and fold(asked, history) == asked:
        return ""
    return f"{fold(history[-1].question, history[:-1])} {asked}"


def asks_for_more(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question wants what was not told yet of the one before it: "Tell me more", "And the other one?"."""
    asked = question.strip()
    return bool(history) and any(map(_MORE.match, (asked, _LEAD.sub("", asked))))


def _ellipsis(asked: str, bare: str, before: str) -> str | None:
    """The completed question where `asked` is a piece of one, else None."""
    if _MORE.match(asked) or _MORE.match(bare):
        return before
    if (chosen := _CHOICE.match(asked)) and not _asks(chosen.group(1)) and len(chosen.group(1).split()) <= SHORT:
        return f"Tell me about {chosen.group(1)}"
    if found := _BARE.match(bare):
        return _bare(found.group(1), before)
    about = _ABOUT.match(bare) or (_ABOUT.match(asked) if bare != asked and not _asks(bare) else None)
    piece = about.group(1) if about else bare.rstrip("?!. ")
    if (
        about
        and not re.search(r"[?!] ", piece)
        and not _asks(piece)
        and not _HE.search(piece)
        and not _THEY.search(piece)
    ):
        return substitution.substitute(before, piece)
    if re.match(r"(?:and|or)\b", asked, re.IGNORECASE) and not _asks(bare) and len(piece.split()) <= 6:
        return substitution.substitute(before, piece)
    if _PREPOSITION.match(piece) and len(piece.split()) <= 5 and not _asks(bare):
        return substitution.substitute(before, piece)
    return None


def _asks(text: str) -> bool:
    """Whether it has the verb of a question: then it is more than a piece of one."""
    return bool(_VERB.search(text))


def _bare(word: str, before: str) -> str:
    """A lone question word put before what was asked about."""
    rest = _WH.sub("", before).rstrip("?!. ")
    if word.casefold() == "why not":
        rest = _denied(rest)
    word = _PLAIN.get(word.casefold(), _capital(word))
    return f"{word} {_lower(rest)}?"


def _denied(asked: str) -> str:
    """What is asked, in the negative: "will she run" becomes "won't she run"."""
    first, _, rest = asked.partition(" ")
    word = first.casefold()
    denied = _DENIED.get(word, word + "n't")
    return f"{denied} {rest}" if word in AUXILIARIES - {"am", "may"} else asked


def _pronouns(asked: str, before: str, answer: str, history: Sequence[Turn]) -> str | None:
    """The question with its pronouns replaced, or None where it has none that point out of it."""
    text = asked
    changed = False
    plain = _EXPLETIVE.sub(lambda match: "·" * len(match.group()), text)
    for pattern, choose, binds in (
        (_HE, antecedents.person, antecedents.binds_person),
        (_THEY, antecedents.several, antecedents.binds_several),
        (_IT, antecedents.thing, antecedents.binds_thing),
        (_THERE, antecedents.place, antecedents.binds_place),
    ):
        found = next((m for m in pattern.finditer(plain) if not binds(plain[: m.start()], m.group())), None)
        if found is None:
            continue
        name = choose(before, answer, history)
        if name and name.casefold() not in text.casefold():
            text = substitution.put(text, found, name)
            plain = _EXPLETIVE.sub(lambda match: "·" * len(match.group()), text)
            changed = True
    if not changed and (found := _DEMONSTRATIVE.search(plain)):
        longer = antecedents.phrase_with(found.group(1), before)
        if longer and longer.casefold() not in text.casefold():
            text, changed = substitution.put(text, found, longer), True
    return text if changed else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    """The first letter in lower case, unless the first word is a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.casefold() in FUNCTION_WORDS else text
