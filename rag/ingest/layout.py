"""Choosing what of a text is content: spans of it, never other words.

Read `layout` from top to bottom: each step takes lines out of what is still content and says by which rule. What no
step takes is content, so that a mistake leaves a line too many rather than one too few. The words of web pages are in
boilerplate.py, bylines and dates in bylines.py, what belongs on one line again in paragraphs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.ingest.boilerplate import IMAGE, MAX_LENGTH, boilerplate
from rag.ingest.bylines import byline, without_date
from rag.ingest.front_matter import FOOT, HEAD, SourceText
from rag.ingest.languages import is_foreign
from rag.ingest.lines import LONG, MAX_HEADING, Line
from rag.ingest.paragraphs import Paragraphs, wrapped

HEADING = "heading"
STACK = 4
"""So many short lines in a row are no headings but a list, a table or a poem."""
_UNDERLINE = re.compile(r"=+|-{3,}")
_MAX_CALL = 60
"""Characters of a headline that ends as a sentence does."""
_CALLS = ("!", "...", "…", '!"', "!”", "!’", "!'")
_SITE = re.compile(r"\s+[|–—»·-]\s+\S.{0,40}$")
_WORD = re.compile(r"\w+")
# An image name glued to the end of a sentence: `the conflict."3_845.jpg`, `security.1_1472.JPG`.
_GLUED = re.compile(
    rf"(?:(?<=[\"”’)\]])|(?<=[.!?…])(?=[\w-]*[\d_]))[\w-]{{1,80}}{IMAGE}(?=\s|$)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s*")
_INNER_END = re.compile(r"[.!?…][\"”’)]*\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """What an article's text consists of, as spans (start, end) of it in order; the rest is blanks and marks."""

    content: tuple[tuple[int, int], ...]
    """Paragraphs, list items and lists of fragments: what sentences are cut from."""
    headings: tuple[tuple[int, int], ...]
    left_out: tuple[tuple[int, int, str], ...] = ()
    """Lines that are no part of the article, each with the name of the rule that says so."""


def layout(source: SourceText, title: str = "", *, marked: bool = False) -> Layout:
    """What of a text is content, what is a heading, and what is neither; `title` is the article's title.

    Where the headings are `marked` no other line is one, whatever its shape."""
    page = _Page(source, title, marked)
    page.take_header()
    page.take_boilerplate()
    page.take_bylines()
    page.take_title()
    page.take_other_scripts()
    page.take_comments()
    page.take_links()
    page.take_headings()
    page.keep_something()
    return page.layout()


class _Page:
    """The lines of one text, and for those that are not content the rule that took them."""

    def __init__(self, source: SourceText, title: str, marked: bool) -> None:
        self._source = source
        self._marked = marked
        self._title = _normal(title)
        self._title_end = title[-1:]
        self._lines = [piece for line in source.lines for piece in _without_images(line)]
        self._rule: dict[int, str] = {}
        markdown = source.start > 0 or any(line.mark[:1] == "#" for line in self._lines)
        self._paragraphs = Paragraphs(source.text, self._lines, self._rule, markdown)

    def layout(self) -> Layout:
        ruled = [(self._lines[i], name) for i, name in sorted(self._rule.items())]
        return Layout(
            content=tuple(self._paragraphs.spans()),
            headings=tuple((line.start, line.end) for line, name in ruled if name == HEADING),
            left_out=tuple((line.start, line.end, name) for line, name in ruled if name != HEADING),
        )

    def take_header(self) -> None:
        """The lines "Title: ...", "Date: ..." at the very beginning."""
        self._take(range(self._source.header), "header")

    def take_boilerplate(self) -> None:
        """What the table of boilerplate knows."""
        for i, line in enumerate(self._lines):
            if i not in self._rule and (name := boilerplate(line.text)):
                self._rule[i] = name

    def take_bylines(self) -> None:
        """Bylines, dates and sources near the beginning and the end.

        A byline that goes on to say who the author is, and ends as a sentence does, tells something: it stays."""
        for i in self._edges():
            line = self._lines[i]
            said = byline(line.text) if i not in self._rule else None
            if said and not (said.author and line.ended and len(line.text) > LONG):
                self._rule[i] = "byline"

    def take_title(self) -> None:
        """The title wherever it stands alone, a beginning of it near the top, and what stands above it."""
        if not self._title:
            return
        titles = [i for i, line in enumerate(self._lines) if i not in self._rule and self._is_title(line)]
        titles = [i for i in titles if not wrapped(self._lines, i)]
        self._take(titles, HEADING)
        for i in self._edges():
            if i not in self._rule and self._repeats_title(self._lines[i]) and not wrapped(self._lines, i):
                self._rule[i] = "title again"
        if titles and titles[0] < HEAD:
            self._take((i for i in range(titles[0]) if not self._lines[i].is_prose), "above the title")
            self._take(self._deck(titles[0] + 1), HEADING)

    def take_other_scripts(self) -> None:
        """Short lines before and after the text that are in another script than the text is."""
        script = self._source.script
        for i in self._outside_prose():
            line = self._lines[i]
            if script and len(line.text) <= LONG and not line.ended and is_foreign(line.text, script):
                self._rule[i] = "other script"

    def take_comments(self) -> None:
        """What follows "Leave a comment" in the second half of a page: what readers wrote."""
        sizes = [len(line.text) if line.is_prose and i not in self._rule else 0 for i, line in enumerate(self._lines)]
        total, before = sum(sizes), 0
        for i, size in enumerate(sizes):
            before += size
            if self._rule.get(i) == "comments" and before * 2 > total:
                self._take(range(i, len(sizes)), "comments")
                break

    def take_links(self) -> None:
        """The headlines below "Related articles", up to the next sentence."""
        below = False
        for i, line in enumerate(self._lines):
            if i in self._rule:
                below = self._rule[i] == "related" or (below and self._rule[i] != HEADING)
            elif below and line.is_short and line.mark in ("", "-"):
                self._rule[i] = "related"
            else:
                below = False

    def take_headings(self) -> None:
        """Marked lines, and short lines between paragraphs that have the shape of a headline."""
        everything = range(len(self._lines))
        self._take([i for i in everything if self._lines[i].mark[:1] == "#" or self._is_underlined(i)], HEADING)
        if self._marked:
            return
        items = {item for i in everything if i not in self._rule for item in self._paragraphs.list_items(i)}
        shaped = [i for i in everything if i not in self._rule and i not in items and self._is_label(i)]
        content = sorted(set(everything) - self._rule.keys() - set(shaped))
        for stack in _runs(shaped) if content else ():
            if stack[0] > content[-1]:
                self._take(stack, "nothing follows")
            elif len(stack) < STACK or stack[0] < content[0]:
                self._take(stack, HEADING)
        if sum(name == HEADING for name in self._rule.values()) > 2:
            self._take([i for i in content if self._is_call(i)], HEADING)

    def keep_something(self) -> None:
        """A text of nothing but its title is a text."""
        if len(self._rule) == len(self._lines):
            for i in [i for i, name in self._rule.items() if name == HEADING and not self._lines[i].mark]:
                del self._rule[i]

    def _take(self, taken: Iterable[int], name: str) -> None:
        for i in taken:
            self._rule.setdefault(i, name)

    def _edges(self) -> list[int]:
        count = len(self._lines)
        return sorted({*range(min(HEAD, count)), *range(max(0, count - FOOT), count)})

    def _outside_prose(self) -> list[int]:
        prose = [i for i, line in enumerate(self._lines) if line.is_prose and i not in self._rule]
        inside = range(prose[0], prose[-1] + 1) if prose else range(len(self._lines))
        return [i for i in range(len(self._lines)) if i not in inside and i not in self._rule]

    def _is_title(self, line: Line) -> bool:
        words, _ = without_date(line.text)
        sentence = words.endswith(".") and self._title_end != "."
        return len(words) <= MAX_LENGTH and not sentence and _normal(words) == self._title

    def _repeats_title(self, line: Line) -> bool:
        """The title cut off ("Why rivers"), or with the name of the site ("Why rivers rise | The Example")."""
        if line.ended or len(line.text) > MAX_LENGTH:
            return False
        cut_off = line.is_short and len(line.text) >= 8 and f"{self._title} ".startswith(f"{_normal(line.text)} ")
        site = _SITE.search(line.text)
        return cut_off or (site is not None and _normal(line.text[: site.start()]) == self._title)

    def _deck(self, below: int) -> list[int]:
        """The second headline: one longer line right below the title that does not end as a sentence does."""
        while below in self._rule:
            below += 1
        later = self._lines[below : below + 2]
        deck = len(later) == 2 and later[1].is_prose and not any((line.ended or line.mark) for line in later[:1])
        return [below] if deck and later[0].text[-1] not in ",;:" and not later[1].starts_lowercase else []

    def _is_underlined(self, i: int) -> bool:
        if i + 1 >= len(self._lines) or i in self._rule or not self._lines[i].is_short or self._lines[i].mark:
            return False
        below = self._lines[i + 1]
        return below.number == self._lines[i].number + 1 and _UNDERLINE.fullmatch(below.text) is not None

    def _is_label(self, i: int) -> bool:
        line = self._lines[i]
        if line.mark not in ("", "**", "__") or line.starts_lowercase or line.tells or not _WORD.search(line.text):
            return False
        if self._paragraphs.continues(i) or (
            i > 0 and (self._paragraphs.continues(i - 1) or self._is_open(i - 1, line))
        ):
            return False
        return line.is_short or (line.text.endswith("?") and self._stands_alone(i, MAX_HEADING))

    def _is_open(self, i: int, following: Line) -> bool:
        """Whether line `i` breaks off in mid-sentence right above `following`."""
        return self._lines[i].text[-1] in ",;" and self._lines[i].number + 1 == following.number

    def _is_call(self, i: int) -> bool:
        """A headline that ends as a sentence does ("Stop the dam!"), between two long paragraphs."""
        if not self._lines[i].text.endswith(_CALLS) or not self._stands_alone(i, _MAX_CALL):
            return False
        before = next((self._lines[j] for j in range(i - 1, -1, -1) if j not in self._rule), None)
        after = self._lines[i + 1] if i + 1 < len(self._lines) and i + 1 not in self._rule else None
        if before is None or after is None or before.text.endswith(":"):
            return False
        return min(len(before.text), len(after.text)) >= 2 * LONG

    def _stands_alone(self, i: int, limit: int) -> bool:
        """Whether line `i` is one short sentence with blank lines around it."""
        line, around = self._lines[i], self._lines[max(0, i - 1) : i + 2]
        apart = all(abs(other.number - line.number) != 1 for other in around)
        return apart and not line.mark and len(line.text) <= limit and not _INNER_END.search(line.text)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """The numbers, those in a row together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _normal(words: str) -> str:
    """The words alone, for comparing titles."""
    return " ".join(_WORD.findall(words.casefold()))


def _without_images(line: Line) -> Iterator[Line]:
    """The line in pieces: an image name glued to a sentence's end becomes a line of its own."""
    start = 0
    for image in _GLUED.finditer(line.text):
        yield _piece(line, start, image.start())
        yield _piece(line, *image.span())
        start = _BLANKS.match(line.text, image.end()).end()  # type: ignore[union-attr]  # it matches nothing, too
    if start < len(line.text):
        yield _piece(line, start, len(line.text)) if start else line


def _piece(line: Line, start: int, end: int) -> Line:
    return replace(line, start=line.start + start, end=line.start + end, text=line.text[start:end])
