"""What the library says, and what was stored as it was said, in the language of the page.

Both are in English, whoever asks: an answer is the same for everybody, and is kept as it was given. The catalogues have
their sentences as patterns, in the context `told`; one that they do not have is shown as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from typing import Any

import rag.types.sources as sources
from rag.types.groups import DIFFERING, SEVERAL, UNDATED
from rag.web.translation import ENGLISH, catalogue, day, gettext, language, number

CONTEXT = "told"
LONGEST = 2_000
"""Characters of a text that is looked at."""
MOST = 8
"""Sentences that may be known only as a whole: one holds a question, or names with full stops."""
_PLACE = re.compile(r"\{(([a-z]+)\d?)\}")
_SENTENCE = re.compile(r"(?<=[.!?”]) ")
_PART = re.compile(r"(: |; |, )")
Pattern = tuple[re.Pattern[str], str]


def told(text: str | None) -> str:
    """A text in the page's language, sentence by sentence; what is not known of it stays as it is."""
    if not text or language() == ENGLISH or len(text) > LONGEST:
        return text or ""
    said, rest = [], text
    while rest:
        first, rest = _first(rest)
        said.append(first)
    return " ".join(said)


def _first(text: str) -> tuple[str, str]:
    """The fewest sentences of a text that are known, in the page's language, and the rest: what stands in a place of
    one would swallow others."""
    cuts = [match.span() for match in islice(_SENTENCE.finditer(text), MOST)]
    for end, start in (*cuts, (len(text), len(text))):
        if (known := _told(text[:end])) is not None:
            return known, text[start:]
    end, start = cuts[0] if cuts else (len(text), len(text))
    return text[:end], text[start:]


def pieces(text: str) -> str:
    """A text whose parts are told apart by colons, semicolons and commas: "3 points: 2 in dispute, 1 agreed on"."""
    return "".join(part if _PART.fullmatch(part) else told(part) for part in _PART.split(text))


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """`Answer.to_dict()` with all that it says besides what articles and questions say in the page's language."""
    if language() == ENGLISH:
        return dict(given)
    own = given.get("own_words")
    return {
        **given,
        **{name: told(given[name]) for name in ("refusal", "explanation", "note")},
        "lead": pieces(given["lead"]),
        "statements": [_statement(statement) for statement in given["statements"]],
        "groups": [{**group, "heading": _heading(group, given)} for group in given["groups"]],
        "left_out": [_left_out(sentence) for sentence in given["left_out"]],
        "own_words": answer(own) if own else None,
    }


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    differs = [{**other, "in": told(other["in"]) or None} for other in statement["differs"]]
    remarks = [told(remark) for remark in statement["remarks"]]
    return {**statement, "remarks": remarks, "differs": differs, "metadata": _known_of(statement["metadata"])}


def _known_of(facts: str) -> str:
    """What is known of an article: "“Title”, by Ann, Outlet, 2026-02-10"."""
    told_by = re.sub("(^|”, )by ", lambda match: match[1] + gettext("by "), facts)
    dated = re.sub(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?$", lambda match: day(match[0]), told_by)
    return re.sub("^“(.*?)”", lambda match: gettext("“{words}”", words=match[1]), dated)


def _left_out(sentence: Mapping[str, Any]) -> dict[str, Any]:
    reasons = [{**reason, "text": told(reason["text"])} for reason in sentence["reasons"]]
    return {**sentence, "kind": told(sentence["kind"]), "reasons": reasons}


def _heading(group: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The heading of a group. A title or a name stays as it is, whatever it says; a day is written as days are."""
    heading = str(group["heading"])
    if heading in (SEVERAL, UNDATED) or heading.startswith(DIFFERING):
        return pieces(heading)
    cited = {citation["number"]: citation["published"] for citation in given["citations"]}
    statements = [given["statements"][place] for place in group["statements"]]
    days = {one for said in statements for one in (said["when"], *map(cited.get, said["citations"])) if one}
    return next((day(one) for one in sorted(days) if sources.day(one) == heading), heading)


def _told(text: str) -> str | None:
    exact, patterns = _known(language())
    if text in exact:
        return exact[text]
    for pattern, translation in patterns:
        if found := pattern.fullmatch(text):
            filled = {name: _VALUES.get(_kind(name), str)(value) for name, value in found.groupdict().items()}
            return translation.format(**filled)
    return None


@cache
def _known(code: str) -> tuple[dict[str, str], list[Pattern]]:
    """What is told in one way only, and the patterns, those that come first in the catalogue first."""
    messages = [(str(one.id), str(one.string)) for one in catalogue(code) if one.context == CONTEXT and one.string]
    exact = {message: translation for message, translation in messages if not _PLACE.search(message)}
    return exact, [(pattern(message), translation) for message, translation in messages if message not in exact]


def pattern(message: str) -> re.Pattern[str]:
    """What a message can be told as, with anything in its places: figures where `n` stands."""
    parts = _PLACE.split(message)
    told = [re.escape(parts[0])]
    for name, kind, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        told += [f"(?P<{name}>{r'[0-9][0-9,]*' if kind == 'n' else '.+?'})", re.escape(text)]
    return re.compile("".join(told), re.DOTALL)


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


def _listed(text: str) -> str:
    """Things that are listed: "A, B or “c”"."""
    quoted = re.sub("“(.*?)”", lambda match: gettext("“{words}”", words=match[1]), text)
    for last, translated in ((" and ", gettext(" and ")), (" or ", gettext(" or "))):
        before, joined, after = quoted.rpartition(last)
        if joined:
            return f"{before}{translated}{after}"
    return quoted


def _names(text: str) -> str:
    """Names, of which there may be more: "A, B and others"."""
    named = text.removesuffix(" and others")
    return text if named == text else named + gettext(" and others")


_VALUES: dict[str, Callable[[str], str]] = {
    "n": lambda text: number(int(text.replace(",", ""))),
    "day": day,
    "listed": _listed,
    "names": _names,
    "told": told,
}
"""What is done with what stands in a place of this name; anything else is somebody's words and stays."""
