"""Bylines, dates and sources: the lines at an article's edges that say who published it, and when.

A line is such a line only where every part of it is understood, so that a sentence never is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.english.dates import CALENDAR
from rag.english.entities import common
from rag.english.vocabulary import word_set
from rag.ingest.boilerplate import boilerplate
from rag.ingest.dates import iso_date

_PARTS = re.compile(r"\s*[|•·]\s*|\s+[–—/-]\s+|(?<=\d)\s+(?=by\s)")
_TIME = re.compile(r"(?:at )?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:an? |guest )?(?:(?:written|words|stor(?:y|ies)|analysis|report(?:ed|ing)?|opinion|column|comment|interview)"
    r"\s+)?by|authors?)\b\s*:?\s+(.+?)(?:[.,;] \(?translated (?:from|by)\b.*)?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?P<label>(?:first |originally )?(?:published|posted|dated?|created|last updated|updated|modified)"
    r"(?: date| on| at)?|on)?\s*:?\s*(?P<date>\S.{3,50})",
    re.IGNORECASE,
)
_BY_WORD = re.compile(r"^by\s+", re.IGNORECASE)
_SOURCE = re.compile(r"(?:source|publisher|published by|via)\s*:\s*(?P<name>\S.{1,60})", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|author|analyst|commentator|founder|ceo"
    r"|director|professor|fellow|expert|researcher|staff|desk|bureau|chief|news|team)\b",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    """admin administrator anonymous author authors contributor contributors correspondent default editor editors guest
    newsroom none null online onlineredaktion our redaction redacción redação redazione redactie redakcja redaktion
    redaktionen reporter reporters rédaction редакция staff super team the unknown user web webmaster writer""".split()
)
_PAPER = frozenset(
    """bulletin chronicle courier daily dispatch examiner gazette globe guardian herald independent inquirer journal
    ledger magazine mail mercury news observer post sentinel telegraph television times tribune tv weekly""".split()
)
"""How the names of papers and stations end."""
_NO_PERSON = frozenset("by from north south east west middle central".split())
_NO_PART = re.compile(r"(?:updated|posted|published|special|for)\b", re.IGNORECASE)
_NO_NAME = CALENDAR | frozenset("new the a an this that then now".split())
_SMALL = frozenset("de van von der den la le di da do dos du del bin bint ibn al el and & of".split())
_NO_ROLE = re.compile(r"\b(?:who|which|that|is|was|has|had|said|says)\b")
_CUT = re.compile(r"\s*(?:[,(<;]|\s(?:in|at|for)\s)")
_OPENING = re.compile(
    r"(?=[^–—]{3,80}[\d)])[A-Z][^a-z\s]+(?: [^a-z\s(]+)*(?:, (?P<rest>[^()]{2,50}?))?"
    r"(?: \((?P<agency>[^()]{2,40})\))? [–—-] (?=\S)"
)
"""What an agency's first paragraph begins with: place, day and agency."""
_LED_BY_DATE = re.compile(r"(?:date[:\s]+)?(?P<date>\d{4}-\d\d-\d\d)(?:T\S+)?[\s:|–—-]+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says; all None where it only says when the article was changed."""

    author: str | None = None
    published: str | None = None
    publisher: str | None = None


def byline(line: str) -> Byline | None:
    """What `line` says about who wrote it and when, if that is all it says; None otherwise."""
    if len(line) > 300:
        return None
    if credited := _credited(line):
        return credited
    found: dict[str, str | None] = {}
    parts = [line] if _BY.match(line) and _author(line) else _PARTS.split(line)
    for part in parts:
        if author := _author(part):
            found["author"] = None if is_nobody(author) else author
        elif dated := _dated(part):
            found.update(dated)
        elif (source := _SOURCE.fullmatch(part)) and not boilerplate(source["name"]):
            found["publisher"] = source["name"].strip().rstrip(".")
        elif not (found and (boilerplate(part) or _TIME.fullmatch(part) or (len(part) <= 60 and _is_outlet(part)))):
            return None
    return Byline(found.get("author"), found.get("published"), found.get("publisher")) if found else None


def _credited(line: str) -> Byline | None:
    """What a name without "by" says before a day or an office: "Jane Roe | 4 March 2026", "Jane Roe, Staff Writer"."""
    name, apart, rest = line.partition(", ")
    if not apart:
        name, *others = _PARTS.split(line)
        rest = others[0] if len(others) == 1 else ""
    dated = _dated(rest) if rest and not apart else None
    if not (rest and may_be_person(name) and (dated or is_role(rest))):
        return None
    return Byline(author=name, published=(dated or {}).get("published"))


def dateline(paragraph: str) -> Byline:
    """The day and the agency that a paragraph opens with: "GENEVA, March 3, 2026 (Agency) - ..."."""
    found = _OPENING.match(paragraph)
    parts = (found["rest"] or "").split(", ") if found else []
    days = (iso_date(", ".join(parts[i:])) for i in range(len(parts)))
    published = next((day for day in days if day and len(day) > 4), None)  # a year alone is no dateline
    agency = found["agency"] if found else None
    return Byline(published=published, publisher=agency if agency and is_capitalized(agency) else None)


def without_dateline(paragraph: str) -> str:
    """An agency's paragraph without the place, day and agency that it opens with ("GENEVA, March 3 (Agency) - ")."""
    return _OPENING.sub("", paragraph)


def without_date(line: str) -> tuple[str, str | None]:
    """A headline without the ISO date before it, and that date ("date 2026-02-10 Rivers rise")."""
    found = _LED_BY_DATE.match(line)
    date = iso_date(found["date"]) if found else None
    return (line[found.end() :], date) if found and date else (line, None)


def is_name(words: str) -> bool:
    """Whether this may be the name of one or several people, or of a desk: "Jane Roe and John van Doe"."""
    parts = words.replace(",", " ").split()
    return (
        1 <= len(parts) <= 8
        and parts[0][0].isupper()
        and is_capitalized(words)
        and not any(part.lower() in _NO_NAME or any(char.isdigit() for char in part) for part in parts)
    )


def is_nobody(words: str) -> bool:
    """Whether this stands where a name should and names nobody: "Admin", "Staff Writer", "Die Redaktion"."""
    said = re.findall(r"\w+", words.casefold().removeprefix("die ").removeprefix("la "))
    return bool(said) and _NOBODY.issuperset(said)


def is_paper(words: str) -> bool:
    """Whether this is the name of a paper, a station or the like ("The Valley Courier"), and no headline that ends as
    one does ("Bad News")."""
    said = words.casefold().split()
    if not (2 <= len(said) <= 3 + (said[0] == "the") and is_capitalized(words) and said[-1] in _PAPER):
        return False
    return said[0] in ("the", "daily") or not common().issuperset(said[:-1])


def is_place_or_paper(words: str) -> bool:
    """Whether what stands beside a name in a byline is where its bearer was or writes: "Oslo", "River News".

    A person has two names, and none of a script without capitals is taken for either."""
    said = " ".join(words.casefold().split())
    return words.upper() != words.lower() and (
        " " not in said or said in word_set("places") or said.startswith("new ") or is_paper(words)
    )


def may_be_person(words: str) -> bool:
    """Whether a line of two or three names may be a person's, for want of anything that says otherwise."""
    said = words.casefold().split()
    return (
        2 <= len(said) <= 3
        and is_name(words)
        and all(re.fullmatch(r"[^\W\d_][\w.'’-]*", part) for part in said)
        and not _ROLE.search(words)
        and _NO_PERSON.isdisjoint(said)
        and not is_place_or_paper(words)
        and not common().issuperset(said)
        and word_set("not_people").isdisjoint(said)
    )


def is_role(words: str) -> bool:
    """Whether this says what somebody who writes is: "Political correspondent", "Editor of the Example"."""
    role = _ROLE.search(words)
    return role is not None and len(words) <= 60 and words[-1] not in ".!?:" and not _NO_ROLE.search(words)


def is_capitalized(words: str) -> bool:
    """Whether all words but small ones begin with a capital letter, as those of a name do."""
    return all(part[0].isupper() or part.lower() in _SMALL for part in words.split())


def _is_outlet(part: str) -> bool:
    """Whether a part of a byline may be who published it, or what the author is."""
    return _ROLE.search(part) is not None or is_name(part)


def people(written: str) -> str | None:
    """Of names with semicolons or commas between them ("Jane Roe; Staff Writer") those that may be one; or None."""
    first, *more = (_BY_WORD.sub("", part).strip() for part in re.split(r";|, ", written))
    parts = [part for part in more if not (_ROLE.search(part) or _NO_PART.match(part))]
    if " " in first:  # else "Roe, Jane"
        parts = [part for part in parts if not is_place_or_paper(part)]
    parts = [part for part in (first, *parts) if not is_nobody(part)]
    # A script without capitals cannot tell a name by them.
    named = [part for part in parts if part and (is_name(part) or (part.upper() == part.lower() and len(part) <= 40))]
    return ", ".join(dict.fromkeys(named)) or None


def _author(part: str) -> str | None:
    by = _BY.fullmatch(part)
    if not by:
        return None
    rest = by[1].strip().rstrip(",")
    if is_name(rest) and len(rest) <= 80 and not rest.endswith((".", "!", "?")):
        return people(rest) or rest
    cut = _CUT.search(rest)
    name, more = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    if name.endswith(".") and not more:  # "By Jane Roe."
        name = name[:-1]
    if part.endswith((".", "!", "?")):  # "By Jane Roe, Editor of the Example, a paper." but no sentence
        role = _ROLE.search(more[:60])
        described = role is not None and more.lstrip(", (")[:1].isupper() and not _NO_ROLE.search(more[: role.start()])
    else:
        described = len(part) <= 80 or _ROLE.search(more[:60]) is not None
    return name if is_name(name) and (described or not more) else None


def _dated(part: str) -> dict[str, str | None] | None:
    found = _DATED.fullmatch(part)
    if not found:
        return None
    label, date = (found["label"] or "").lower(), iso_date(found["date"])
    if date is None or (not label and re.fullmatch(r"\d{4}", date)):  # a year alone is no dateline
        return None
    changed = "updated" in label or "modified" in label
    return {"changed": date} if changed else {"published": date}
