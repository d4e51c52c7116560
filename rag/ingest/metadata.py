"""What an article's text tells of its title, author, date and publisher beyond what its head states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.english.sentences import sentence_spans
from rag.ingest.boilerplate import boilerplate, is_navigation
from rag.ingest.bylines import (
    byline,
    dateline,
    is_capitalized,
    is_paper,
    is_role,
    may_be_person,
    without_date,
    without_dateline,
)
from rag.ingest.dates import iso_date
from rag.ingest.front_matter import FOOT, HEAD, Metadata, SourceText
from rag.ingest.languages import detect_language, is_foreign
from rag.ingest.lines import LONG, Line
from rag.ingest.paragraphs import wrapped

_SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?", re.IGNORECASE)
_CRUMB = re.compile(r".*\s[»›>]\s")
_FURNITURE = frozenset({"menu", "skip link", "cookies", "paywall", "breadcrumb", "newsletter", "release"})
"""Boilerplate that stands around the name of a site, and seldom below a headline."""
_ASIDE = re.compile(r"\([^()]*\)|\(?translated (?:from|by)\b.*", re.IGNORECASE)
"""What is said of an article beside its headline."""
_Headline = tuple[int, str | None, str | None]
"""Its place among the lines, its words, and the date before them."""
MAX_TITLE = 200
_ABOVE = 12
"""So many lines above the text the headline of a page with long menus is looked for."""
_BELOW = 2
"""So many lines below the headline a name alone may be the author's."""
_CLIP = 90
"""Characters of a title that is made of a first sentence."""


def infer_metadata(source: SourceText) -> Metadata:
    """What a text says about itself: what its head states, its headline, the bylines around it, its language."""
    start = source.header + _head(source.lines[source.header :])
    body = source.lines[start:]
    masthead = _masthead(body)
    place, title, date = _headline(body, masthead, source.script, longest=start > source.header)
    site = None if place in masthead else _site(body[i].text for i in masthead if i < place)
    site = site or next((line.text for line in body[:place] if is_paper(line.text)), None)
    known = source.stated | Metadata(title=title, published=date, publisher=site)
    known = known | _from_bylines(source.lines, start, start + place)
    return known | Metadata(language=detect_language(source.text[source.start :]))


def _head(found: Sequence[Line]) -> int:
    """Where the head begins: at the first line, or, of a page that was copied as a whole, below most of its menus."""
    text = next((i for i, line in enumerate(found) if _begins_text(line)), 0)
    if text <= HEAD or len(found[0].text.split()) >= 5 or any(line.mark == "#" for line in found[:HEAD]):
        return 0
    numbered = sum(line.text[0].isdigit() or line.text[-1].isdigit() for line in found[:text])
    return 0 if 2 * numbered > text else text - _ABOVE  # a report's table of contents is no menu


def _headline(found: Sequence[Line], masthead: Sequence[int], script: str | None, *, longest: bool) -> _Headline:
    """The headline, with the date written before it; one of the `masthead` only where there is no other.

    It is the first line that may be one, or the `longest`."""
    marked = next((i for i, line in enumerate(found[:HEAD]) if line.mark == "#"), None)
    if marked is not None:
        return marked, *without_date(found[marked].text)
    shaped = [one for one in _shaped_as_headline(found, masthead) if not (script and is_foreign(one[1], script))]

    def rank(one: tuple[int, str, str | None]) -> tuple[bool, int]:
        """A name of one or two words, and what stands around the site's, is one only where nothing else is."""
        words = len(one[1].split())
        return one[0] in masthead or is_paper(one[1]), -words if longest else words < 3

    ranked = sorted(shaped, key=rank)
    return ranked[0] if ranked else _made_up(found)


def _shaped_as_headline(found: Sequence[Line], masthead: Sequence[int]) -> Iterator[tuple[int, str, str | None]]:
    """The lines above the text that may be a headline, each without the date before it, and that date."""
    for i, line in enumerate(found[:HEAD]):
        if boilerplate(line.text) or byline(line.text) or is_navigation(line.text) or line.mark in ("-", ">"):
            continue
        words, date = without_date(line.text)
        if wrapped(found, i) or len(words) > MAX_TITLE or _is_text(line):
            if i in masthead:
                continue
            break
        if words[-1] not in ".:,;" and not _ASIDE.fullmatch(words):
            yield i, words, date


def _masthead(found: Sequence[Line]) -> list[int]:
    """The lines of the head in one block with a menu or a request for consent: the site's name, its slogan and more.

    Where no blank line ends the block it goes as far as the last of these above the text."""
    taken: list[int] = []
    for block in _blocks(found[:HEAD]):
        furniture = [i for i in block if _is_furniture(found[i].text)]
        prose = next((i for i in block if _is_text(found[i]) and i not in furniture), None)
        if furniture and prose is None:
            taken += block
        elif prose is not None:
            last = max((i for i in furniture if i < prose), default=block[0] - 1)
            return taken + [i for i in block if i <= last]
    return taken


def _is_text(line: Line) -> bool:
    """Whether a line is prose, and no headline that asks or calls."""
    return line.is_prose and line.text[-1] not in "?!…"


def _begins_text(line: Line) -> bool:
    """Whether a line is the first of a text for sure, and no label, headline or request."""
    return (_is_text(line) or line.tells or line.text[-1] == ".") and not boilerplate(line.text)


def _is_furniture(text: str) -> bool:
    rule = boilerplate(text)
    return rule in _FURNITURE or (rule is None and is_navigation(text))


def _blocks(found: Sequence[Line]) -> Iterator[list[int]]:
    """The numbers of the lines, those with no blank line between them together."""
    block: list[int] = []
    for i, line in enumerate(found):
        if block and line.number != found[i - 1].number + 1:
            yield block
            block = []
        block.append(i)
    if block:
        yield block


def _site(masthead: Iterable[str]) -> str | None:
    """The name of the site, where the first words above a menu are one."""
    first = next((text for text in masthead if not boilerplate(text)), "")
    return first if " " in first and is_capitalized(first) and not is_navigation(first) else None


def _made_up(found: Sequence[Line]) -> _Headline:
    """Without a headline: the end of the breadcrumb, or the beginning of the first sentence."""
    for line in found[:HEAD]:
        if boilerplate(line.text) == "breadcrumb":
            return 0, _CRUMB.sub("", line.text), None
    i = next((i for i, line in enumerate(found) if not boilerplate(line.text) and not byline(line.text)), None)
    if i is None:
        return 0, None, None
    first = without_dateline(" ".join(line.text for line in wrapped(found, i) or found[i : i + 1]))
    start, end = next(iter(sentence_spans(first)), (0, len(first)))
    sentence = first[start:end]
    clipped = sentence if len(sentence) <= _CLIP else sentence[:_CLIP].rpartition(" ")[0] or sentence[:_CLIP]
    return 0, clipped.rstrip(".,;: ") + ("…" if clipped != sentence else ""), None


def _is_signed(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line is a name alone, with a day or an office directly below it."""
    under = below[0].text if below else ""
    return (
        may_be_person(line.text)
        and bool(under)
        and (is_role(under) or bool((said := byline(under)) and said.published))
    )


def _from_bylines(found: Sequence[Line], start: int, title_at: int) -> Metadata:
    """What bylines, dates and site names at the edges say; a bare date counts only below the title."""
    known = Metadata()
    head = range(start, min(start + HEAD, len(found)))
    for i in sorted({*head, *range(max(0, len(found) - FOOT), len(found))}):
        line = found[i]
        if said := byline(line.text):
            dated = said.published if i > title_at and (i in head or not iso_date(line.text)) else None
            known = known | Metadata(author=said.author, published=dated, publisher=said.publisher)
        elif title_at < i <= title_at + _BELOW and _is_signed(line, found[i + 1 : i + 2]):
            known = known | Metadata(author=line.text)
        elif boilerplate(line.text) == "address" and (site := _SITE.fullmatch(line.text.strip("<>"))):
            known = known | Metadata(publisher=site[1].lower())
        elif len(line.text) >= LONG and i in head:
            opening = dateline(line.text)
            known = known | Metadata(published=opening.published, publisher=opening.publisher)
    return known
