"""Where sentences end: the one splitter that reading, checking, a model's stream and training share.

nupunkt finds most ends; the rules here mend what it gets wrong in news. `python -m benchmarks.sentences` measures
both, and other splitters beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nupunkt

from rag.english.lists import MARK
from rag.english.scripts import foreign_ends, is_mostly_foreign

MAX_SENTENCE = 1_000
"""A longer sentence is cut where it can be: nobody can check a citation that long."""
_MAX_SEGMENT = 4_000
"""nupunkt is given no more characters at once: its time grows with the square of a run of marks."""
BLANK = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""What is trimmed off: white space, and the characters that show nothing."""
CLOSERS = "\"'”’»)]}*_’”」』）"
"""What may stand between the last mark of a sentence and the blank after it."""

# What follows the full stop of any of these never begins a sentence.
_TITLES = (
    """vs Lt Col Gen Maj Capt Sgt Cmdr Adm Brig Sen Rep Gov Pres Rev Prof Dr Mr Mrs Ms St Mt cf ca approx""".split()
)
# nupunkt learnt from American law reports, where "West.", "ten." and "so." are abbreviations. Here only these are, and
# those with a capital only with it: the sun is none.
_ABBREVIATIONS = frozenset(
    _TITLES
    + """ft cpl pvt hon supt insp messrs jr sr esq Jan feb Mar apr jun jul aug sep sept oct nov dec Mon tue tues Wed thu
    thur thurs fri Sat Sun inc ltd co corp bros cie llc plc dept univ assn assoc govt natl intl ave blvd rd no nos etc
    fig figs vol vols pp ed eds est al ext min max sec hr hrs Art sect para ch chap ariz calif colo conn Mass mich minn
    Miss penn tenn Wash fla ga Ill ind okla ore tex va wis""".split()
)
_STARTS = (
    r"(?:The|He|She|It|They|We|You|His|Her|Its|Their|Our|This|That|These|Those|There|But|And|Then|When|While|After"
    r"|Before|Although|According|In|On|At|By|From|If)(?![\w-])"
)
_CLOSED, _OPENED = rf"[{re.escape(CLOSERS)}]*", r"[\"'“‘(\[]*"

_LINE = re.compile(r"[^\r\n\u0085\u2028\u2029]+")
_MARKS = re.compile(rf"(?<=[\r\n\v\f\x85\u2028\u2029])[ \t\xa0]*(?:(?:>[ \t]?)+|{MARK})+")
_SPACES = re.compile(r"\s")
_WIDE_END = re.compile(rf"[。！？｡।॥։።။།]+{_CLOSED}|[؟۔]+{_CLOSED}(?=\s)")
_WORD_END = re.compile(rf"(?<![\w.&'’-])([^\W\d_]{{2,}})\.{_CLOSED}\s+(?={_OPENED}([^\W\d_]))")
_INITIALS_END = re.compile(rf"\b(?:(?:[A-Z]\.){{2,}}|[ap]\.m\.|I\.){_CLOSED}\s+(?={_OPENED}{_STARTS})")
_GLUED_END = re.compile(rf"(?<![\w.@/])(?:[a-z]{{2,}}|\d[\d,]*|[A-Z][a-z]+(?=\.{_STARTS}))\.(?=[A-Z][a-z]+[\s,])")
_NO_END = re.compile(rf"(?:\b(?:{'|'.join(_TITLES)}|e\.g|i\.e|a\.k\.a)\.|\[(?:\.\.\.|…)\])$")
_LOW = re.compile(rf"{_OPENED}[a-z]")
_SOFT = re.compile(r"(?<=[;:])\s|\s(?=[–—]\s)|(?<=,)\s")
# From the first mark only: tried at each of a run of marks, it would take the square of the run.
_MAYBE_END = re.compile(r"\A[^.!?…]*[.!?…]\S*\s|[。！？｡।॥։።។။།؟۔]|\.[A-Z]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The spans (start, end) of the sentences of one paragraph, in order.

    Blanks around a sentence and a closing comma or semicolon belong to none; line ends and list marks within are read
    as blanks. None is longer than `MAX_SENTENCE`, and none is without a letter or digit."""
    plain = _SPACES.sub(" ", _MARKS.sub(lambda mark: " " * len(mark[0]), text))
    spans = []
    for start, end in _bounded(plain):
        body = plain[start:end].rstrip(BLANK).rstrip(";,").rstrip(BLANK)
        lead = len(body) - len(body.lstrip(BLANK))
        if re.search(r"\w", body):
            spans.append((start + lead, start + len(body)))
    return spans


@lru_cache(maxsize=2_048)
def line_sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The same for a text each of whose lines is a paragraph of its own."""
    return tuple(
        (line.start() + start, line.start() + end)
        for line in _LINE.finditer(text)
        for start, end in sentence_spans(line[0])
    )


def _bounded(plain: str) -> Iterator[tuple[int, int]]:
    """The sentences' spans; none longer than `MAX_SENTENCE`."""
    for start, end in _merged(plain, list(_ends(plain))):
        while end - start > MAX_SENTENCE:
            cut = _soft_cut(plain, start)
            yield start, cut
            start = cut
        yield start, end


def _soft_cut(plain: str, start: int) -> int:
    """Where to cut what is too long: after the last semicolon, dash or comma, at a blank, or where it must be."""
    window = plain[start : start + MAX_SENTENCE]
    soft = [cut.end() for cut in _SOFT.finditer(window, MAX_SENTENCE // 2)]
    return start + (soft[-1] if soft else window.rfind(" ") + 1 or MAX_SENTENCE)


def _ends(plain: str) -> Iterator[int]:
    """Where sentences may end, in order, the end of the text last."""
    start = 0
    while start < len(plain):
        segment = plain[start : start + _MAX_SEGMENT]
        if start + len(segment) < len(plain):  # rather between two sentences than between two words
            mark = next((mark for mark in (". ", "; ", ", ", " ") if mark in segment), "")
            segment = segment[: segment.rfind(mark) + len(mark)]
        yield from sorted(start + end for end in _segment_ends(segment) | {len(segment)})
        start += len(segment)


def _segment_ends(segment: str) -> set[int]:
    if not _MAYBE_END.search(segment):  # most lines are one sentence, and nupunkt is slow
        return set()
    if is_mostly_foreign(segment):
        return {*foreign_ends(segment), *(found.end() for found in _WIDE_END.finditer(segment))}
    ends = {end for _, end in nupunkt.sent_spans(segment)}
    ends |= {found.end() for found in _WORD_END.finditer(segment) if _is_plain(found)}
    return ends | {found.end() for rule in (_WIDE_END, _INITIALS_END, _GLUED_END) for found in rule.finditer(segment)}


def _is_plain(end: re.Match[str]) -> bool:
    """Whether an ordinary word stands before a full stop, and a capital letter after it."""
    word = end[1].capitalize() if end[1][0].isupper() else end[1]
    return not {word, word.lower()} & _ABBREVIATIONS and end[2].isupper()


def _merged(plain: str, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The spans between `ends`, less those ends that are none: after "Lt." or "[...]", before a lower-case word."""
    start = 0
    for i, end in enumerate(ends):
        last = i + 1 == len(ends)
        following = plain[end : ends[i + 1]].lstrip() if not last else ""
        if not last and end - start <= MAX_SENTENCE and _is_no_end(plain[start:end].rstrip(), following):
            continue
        yield start, end
        start = end


def _is_no_end(before: str, after: str) -> bool:
    return bool(_NO_END.search(before[-24:]) or _LOW.match(after[:8]) or not re.search(r"\w", after))
