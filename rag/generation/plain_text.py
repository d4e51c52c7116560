"""A model's sentence as plain text: no markup, no address and no code that the cited passages do not hold, and
quotation marks only around their own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.types import Passage

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)?")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|small|span|p|br)\s*/?>", re.IGNORECASE)
_EMPHASIS = (
    re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"),
    re.compile(r"__(?=\S)(.+?)(?<=\S)__"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])"),
    re.compile(r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)"),
    re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"),
)
_HALF = re.compile(r"\*{2,}|(?<!\w)_{2,}|_{2,}(?!\w)|~~")
_SUFFIXES = (
    "com org net info biz gov edu mil int io ai app dev co me ly gg tv cc xyz top site online link click shop live club"
    " example onion test zip mov ru ua uk us eu de fr cn tk to su"
)
_ADDRESS = (
    rf"(?:\b[a-z][a-z0-9+.-]{{1,20}}:/{{1,2}}|\bwww\d?\.|\b(?:javascript|data|mailto|tel|file|vbscript):)\S*"
    rf"|(?<![\w.])(?:[\w-]+\.)+(?:{'|'.join(_SUFFIXES.split())})\b(?:[:/]\S*)?"
    r"|\S+@[\w-]+\.\w+|\b\d{1,3}(?:\.\d{1,3}){3}\b(?:[:/]\S*)?"
)
_MARKUP = r"</?[a-z!?][^>]*>?|&#?\w+;|```.*|`[^`]*`?|!\[|\]\(|\{\{|\$\{|\\[a-z]+\{|\$\$|^\s*\|.*"
_FOREIGN = re.compile(rf"{_ADDRESS}|{_MARKUP}", re.IGNORECASE | re.DOTALL)
_ADDRESSES = re.compile(_ADDRESS, re.IGNORECASE)
_MARKUPS = re.compile(_MARKUP, re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(r"\s+")

_QUOTED = re.compile(
    r"“(?P<curly>[^“”]+)”|„(?P<low>[^„“”]+)[“”]|«(?P<angle>[^«»]+)»|\"(?P<straight>[^\"]+)\""
    r"|(?<!\w)‘(?P<single>[^‘]+?)’(?!\w)|(?<!\w)'(?P<plain>[^']+(?:(?<=\w)'(?=\w)[^']+)*)'(?!\w)"
)
_MARKS = re.compile(r"[“”„«»\"]")
# One character for one, so that places in the levelled text are places in the text.
_LEVEL = str.maketrans("’‘ʼ“”„«»–—‑\u00a0\u202f\t\n\r", '\'\'\'"""""---     ')


def plain(text: str) -> str:
    """`text` without emphasis, links (their words stay), images and characters that show nothing."""
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    if "```" in text:
        return text.strip()
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    for mark in _EMPHASIS:
        text = mark.sub(r"\1", text)
    return _BLANKS.sub(" ", _HALF.sub("", text)).strip()


def foreign(text: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The addresses, tags and pieces of code in `text` that stand in none of the passages."""
    found = (match[0].rstrip(".,;:!?)\"'”’") for match in _FOREIGN.finditer(text))
    return tuple(piece for piece in found if piece and not any(piece in passage.text for passage in passages))


def harmless(text: str) -> str:
    """`text` as it may be shown beside an answer: that there was an address or markup, and not which."""
    shown = _MARKUPS.sub("[markup]", _ADDRESSES.sub("[address]", plain(text)))
    return shown if len(shown) <= 500 else f"{shown[:500]}…"


def with_true_quotations(text: str, passages: Sequence[Passage]) -> str:
    """`text` whose quotation marks hold slices of the passages, written as there; other marks are gone.

    Without its marks a sentence says the same in other words, and is checked for that."""

    def settled(match: re.Match[str]) -> str:
        mark_open, mark_close, said = match[0][0], match[0][-1], match[0][1:-1]
        inner = said.rstrip(",.;:!?")
        for wanted, rest in ((said, ""), (inner, said[len(inner) :])):
            nested = _MARKS.search(wanted)  # which mark closes which would be anybody's guess
            if not nested and re.search(r"\w", wanted) and (exact := _slice(wanted.strip(), passages)):
                return f"{mark_open}{exact}{mark_close}{rest}"
        return _MARKS.sub("", said)

    # A mark without its partner quotes nothing.
    whole, place = [], 0
    for match in _QUOTED.finditer(text):
        whole += [_MARKS.sub("", text[place : match.start()]), settled(match)]
        place = match.end()
    return "".join([*whole, _MARKS.sub("", text[place:])])


def _slice(words: str, passages: Sequence[Passage]) -> str:
    """The place in the passages that reads like `words` but for the kind of dash, quotation mark and blank."""
    wanted = words.translate(_LEVEL)
    for passage in passages:
        held = passage.text.translate(_LEVEL)
        start = held.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if _whole_words(held, start, end):
                return passage.text[start:end]
            start = held.find(wanted, start + 1)
    return ""


def _whole_words(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() and text[start].isalnum()) and not (
        text[end : end + 1].isalnum() and text[end - 1].isalnum()
    )
