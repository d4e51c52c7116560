"""Whom a question wants to hear: "What did Merz say?", "the union's demands", "according to Reuters", "Who said …?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.english.entities import Name, names, same
from rag.english.function_words import QUESTION_WORD
from rag.english.noun_phrases import head_of
from rag.english.reporting import attributions, blanked
from rag.english.tokens import stem, terms
from rag.english.verbs import forms, reporting
from rag.english.vocabulary import entries
from rag.types import Article, Identity, Manner, Speaker, Voice

_VERBS = sorted({form for tag in "son" for verb in reporting(tag) for form in forms(verb)}, key=len, reverse=True)
_VERB = rf"(?:{'|'.join(_VERBS)}|react|reacted|interpret)"
_WHO = re.compile(
    rf"^\W*(?:and |but )?(?:who|which (?:\w+ ){{1,3}}?)\s?(?:else |also |first |has |had |now |\w+ly )*(?:{_VERB})\b",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"^\W*(?:whose (?:\w+ ){0,3}?(?:view|opinion|verdict|words|comment|claim|idea)|according to (?:whom|who))\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    rf"\b(?:do|does|did|has|have|had|would|will|is|was)(?:n['’]t)?\s(?P<who>(?:[^\s,?!;]+\s){{1,9}}?(?<!['’]s\s))(?:\w+ly\s|also\s|now\s|first\s|once\s|ever\s)?(?:{_VERB})\b",
    re.IGNORECASE,
)
_NOUN = "|".join(entries("statement_nouns"))
_OWNED = re.compile(rf"(?P<who>(?:the\s)?[^,?!;:]{{2,60}}?)['’]s?\s(?:own\s|\w+\s){{0,2}}?(?:{_NOUN})\b", re.IGNORECASE)
_OF = re.compile(
    # The criticism of somebody is another's.
    rf"\b(?:{_NOUN})\s(?:(?<!criticism\s)(?<!criticisms\s)of|by|from)\s(?P<who>[^,?!;:]{{2,60}}?)(?=\s(?:on|about|to|for|in|at|that)\b|[,?!;:]|$)",
    re.IGNORECASE,
)
_OWNED_BY = re.compile(
    r"['’]s?\s(?P<whom>(?:[a-z-]+\s){0,3}?(?:[a-z-]{2,}(?:er|or|ist|ian|man|woman)|wife|aide|ally|son|friend)\b.*)$"
)
_HELD = r"criticisms?|accusations?|allegations?|complaints?|objections?|charges|attacks?|praise"
_ENDS = r"(?=\s(?:for|over|of|in|at|by|from|and why)\b|[,?!;:]|$)"
_AGAINST = re.compile(
    rf"\b(?:{_HELD})\s(?:\w+ )?(?:of|against|about|at|on|for|to)\s(?P<who>[^,?!;:]{{2,60}}?){_ENDS}"
    r"|\b(?:is|are|was|were|been)\s(?P<accused>[^,?!;:]{2,60}?)\s(?:accused|blamed|criticised|criticized|charged|praised)\b"
    rf"|\b(?:criticis|criticiz|accus|blam|prais|oppos|attack)(?:e[sd]?|ing|s|ed)?\s(?P<target>[^,?!;:]{{2,60}}?){_ENDS}",
    re.IGNORECASE,
)
"""Of whom, or against whom, others speak."""
_BEFORE_WHO = re.compile(rf"^.*\b(?:{QUESTION_WORD}|is|are|was|were|do|does|did)\s", re.IGNORECASE)
_UNNAMED = frozenset(stem(word) for word in ("anonymous", "unnamed", "unidentified", "insider"))
_NOBODY = frozenset("he she it they you we anybody anyone people".split())


@dataclass(frozen=True, slots=True)
class WantedSpeaker:
    """The speaker a question asks for."""

    phrase: str
    """As the question calls them; empty where it asks who it is."""
    names: tuple[Name, ...]
    """The names in the phrase."""
    stems: frozenset[str]
    """The words of the phrase."""
    articles: frozenset[str] = frozenset()
    """The ids of the articles that the phrase names by their outlet, author or form: "the column"."""

    def is_of(self, speaker: Speaker) -> bool:
        """Whether a speaker of the ledger is the one that is asked for."""
        if speaker.identity is Identity.UNKNOWN:
            return False
        if self.names and speaker.identity is Identity.NAMED:
            known = names(f"of {speaker.name}")
            return any(same(mine, its) for mine in self.names for its in known)
        held = frozenset(terms(speaker.name))
        if speaker.identity is Identity.ANONYMOUS and _head(speaker.name) == _head(self.phrase):
            # "The source" of a text's second mention is "a source close to the talks" of its first.
            return held <= self.stems or len(held & self.stems) > 1 or not self.stems - _UNNAMED - {_head(self.phrase)}
        return bool(self.stems) and self.stems <= held

    def wrote(self, article: Article) -> bool:
        """Whether the asked one is the article, its author or its outlet."""
        if article.id in self.articles:
            return True
        told = names(f"of {article.author or ''}"), names(f"of {article.publisher or ''}")
        return any(same(mine, its) for mine in self.names for found in told for its in found)

    def speaks(self, voice: Voice, article: Article) -> bool:
        """Whether a voice is theirs, or passed on by them."""
        if voice.manner is Manner.OWN:
            return self.wrote(article)
        return any(self.is_of(speaker) for speaker in voice.chain)


def _head(phrase: str) -> str:
    """The stem of the noun that a phrase without a name is about."""
    return next(iter(terms(head_of(phrase))[-1:]), "")


def asked_speaker(question: str, *, anybody: bool = False) -> WantedSpeaker | None:
    """Whom the question wants to hear; None where it asks for nobody's words. "Who said …?" asks for anybody's.

    With `anybody`, for a question that asks for somebody's words by its kind, the first whom it names where its wording
    does not tell."""
    if _WHO.search(question) or _WHOSE.search(question):
        return WantedSpeaker("", (), frozenset())
    for pattern in (_TURNED, None, _OWNED, _OF):
        if pattern is None:
            for attribution in attributions(blanked(question)):
                return _asked(attribution.name.text if attribution.name else attribution.source)
            continue
        if match := pattern.search(question):
            who = match["who"].partition(" and ")[0]
            who = _BEFORE_WHO.sub("", who).strip()
            if who and who.casefold() not in _NOBODY:
                return _asked(who)
    named = names(question) if anybody else ()
    return _asked(named[0].text) if named else None


def target(question: str) -> WantedSpeaker | None:
    """Of whom a question wants to hear what others hold against them, or praise: what they say themselves is none of
    it. None where it asks for no such thing, or of nobody by name."""
    found = _AGAINST.search(question)
    if not found:
        return None
    asked = _asked(found["who"] or found["accused"] or found["target"])
    return asked if asked.names else None


def _asked(phrase: str) -> WantedSpeaker:
    """Of "Berg's lawyer Tom Lind" Lind is wanted, and of "Berg's lawyer" not Berg."""
    owned = _OWNED_BY.search(phrase)
    return WantedSpeaker(phrase, names(f"of {owned['whom'] if owned else phrase}"), frozenset(terms(phrase)))
