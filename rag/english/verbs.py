"""Verbs: their forms, and those that report what somebody says, deny it, or are done by one person to another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rag.english.tokens import stem
from rag.english.vocabulary import entries, rows

FORMS = ("base", "third", "past", "participle", "ing")
_IRREGULAR = {row[0]: row for row in rows("irregular_verbs")}
_DOUBLED = frozenset("acquit admit ban drop permit plan rebut refer rob stop submit transfer".split())


def forms(verb: str) -> tuple[str, ...]:
    """A verb as base, third person, past, participle and -ing form."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        past, ing = verb + "d", (verb if verb.endswith("ee") else verb[:-1]) + "ing"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        past, ing = verb[:-1] + "ied", verb + "ing"
    else:
        root = verb + verb[-1] if verb in _DOUBLED else verb
        past, ing = root + "ed", root + "ing"
    return verb, _third(verb), past, past, ing


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + "s"


def tensed(verbs: Iterable[str]) -> frozenset[str]:
    """The base, the third person and the past of every verb: the forms that have their subject beside them."""
    return frozenset(form for verb in verbs for form in forms(verb)[:3])


def reporting(tag: str) -> tuple[str, ...]:
    """The reporting verbs that carry a letter of `data/reporting_verbs.txt`, which says what each means."""
    return tuple(verb for verb, tags in rows("reporting_verbs") if tag in tags)


SAID = tensed(reporting("s")) | {"saying"}
"""What reports somebody's words and says nothing of the matter itself."""
DENIED = frozenset(form for verb in reporting("n") for form in forms(verb))
SPEECH = frozenset(stem(form) for verb in reporting("q") for form in forms(verb)) | {"accord", "argument", "complaint"}
"""Stems of the words by which one asks or tells what somebody says."""


@cache
def role_forms() -> dict[str, tuple[str, str]]:
    """For every form of a verb that takes a person on both sides: its base and the form's name."""
    found: dict[str, tuple[str, str]] = {}
    for verb in entries("role_verbs"):
        for name, form in zip(FORMS, forms(verb), strict=True):
            found.setdefault(form, (verb, name))
    return found
