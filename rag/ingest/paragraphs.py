"""Lines to paragraphs: wrapped lines, sentences broken by a blank line, and lists of fragments belong together."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cached_property
from itertools import pairwise

from rag.english.lists import MARK
from rag.ingest.lines import Line

MAX_LIST = 600
"""A longer list of fragments is no one passage; its items stand for themselves."""
_MAX_ITEM = 200
"""Characters of a list item without a mark."""
_LONGEST = 200
"""Lines of one paragraph at most that are looked at: a text of nothing but short lines is read in time."""
_NARROW = 30
"""Characters that the lines of a hard-wrapped text have at least."""
_BLANKS = r"[ \t\r\n\v\f\x85\xa0\u2028\u2029>]*"
_GAP = re.compile(rf"{_BLANKS}(?:{MARK})?")
_ITEM_END = re.compile(r"(?:[,;]|[,;]?\s+(?:and|or))$")


class Paragraphs:
    """The lines of one text grouped into paragraphs; those that are `taken` are no content."""

    def __init__(self, text: str, found: Sequence[Line], taken: Container[int], markdown: bool) -> None:
        self._text = text
        self._found = found
        self._taken = taken
        self._markdown = markdown

    @cached_property
    def _width(self) -> int:
        return _wrap_width([line for i, line in enumerate(self._found) if i not in self._taken])

    def continues(self, i: int) -> bool:
        """Whether the line after line `i` is its continuation, so that both are one paragraph."""
        if not self._follows(i):
            return False
        one, two = self._found[i], self._found[i + 1]
        gap = two.number - one.number
        if (one.mark, two.mark) not in (("", ""), (">", ">"), ("-", "")):
            return False
        if gap == 1 and (self._markdown or len(one.text) + 1 + len(two.text.split(maxsplit=1)[0]) > self._width):
            return True
        return gap <= (3 if not one.mark else 1) and not one.ended and two.starts_lowercase

    def list_items(self, i: int) -> list[int]:
        """The first lines of the items of the list that line `i` leads into; none where it leads into none."""
        if not self._found[i].text.endswith(":") or self._found[i].mark == "-" or not self._follows(i):
            return []
        return self._marked_items(i + 1) or self._unmarked_items(i + 1)

    def spans(self) -> list[tuple[int, int]]:
        """The spans of the text that are content: a paragraph, an item, or a list of fragments with its lead-in."""
        spans, i = [], 0
        while i < len(self._found):
            if i in self._taken:
                i += 1
                continue
            last = self._fragments_end(self._paragraph_end(i))
            spans.append((self._found[i].start, self._found[last].end))
            i = last + 1
        return spans

    def _paragraph_end(self, i: int) -> int:
        while self.continues(i):
            i += 1
        return i

    def _fragments_end(self, i: int) -> int:
        """The last line of the list that line `i` leads into, if its items are fragments; else `i` itself."""
        items = self.list_items(i)
        if not items:
            return i
        last = self._paragraph_end(items[-1])
        marked = self._found[items[0]].mark == "-"
        judged = (items[:-1] or items) if marked else []  # the last item ends with the full stop of them all
        whole = sum(self._is_sentence(item) for item in judged)
        too_long = self._found[last].end - self._found[i].end > MAX_LIST
        return i if too_long or whole * 2 > len(judged) else last

    def _is_sentence(self, item: int) -> bool:
        first, last = self._found[item], self._found[self._paragraph_end(item)]
        clause = last.text.endswith(";") and len(self._text[first.start : last.end].split()) >= 5
        return not first.starts_lowercase and (last.ended or clause)

    def _marked_items(self, i: int) -> list[int]:
        items = []
        while i < len(self._found) and self._found[i].mark == "-" and i not in self._taken:
            items.append(i)
            i = self._paragraph_end(i) + 1
        return items

    def _unmarked_items(self, i: int) -> list[int]:
        """Items without a mark: ending in commas up to a full stop, or short lines directly below one another."""
        items = []
        while True:
            line = self._found[i]
            if line.mark or len(line.text) > _MAX_ITEM:
                return []
            items.append(i)
            if not _ITEM_END.search(line.text) or not self._follows(i):
                break
            i += 1
        if len(items) > 1 and (line.ended or line.starts_lowercase):
            return items
        i, items = items[0], [items[0]]
        while self._found[i].is_short and self._follows(i) and self._found[i + 1].number == self._found[i].number + 1:
            i += 1
            items.append(i)
        return (
            items if len(items) > 1 and all(self._found[j].is_short and not self._found[j].mark for j in items) else []
        )

    def _follows(self, i: int) -> bool:
        """Whether line `i` and the next one are both content, with nothing but blanks and marks between them."""
        if i + 1 >= len(self._found) or i in self._taken or i + 1 in self._taken:
            return False
        one, two = self._found[i], self._found[i + 1]
        return two.number > one.number and _GAP.fullmatch(self._text, one.end, two.start) is not None


def wrapped(found: Sequence[Line], i: int) -> list[Line]:
    """The lines of the hard-wrapped paragraph that line `i` begins; none where it begins none.

    Two lines are one where the second goes on in lower case, three where each is as full as it can be."""
    block = [found[i]]
    for line in found[i + 1 : i + _LONGEST]:
        if line.mark not in ("", ">") or line.mark != block[0].mark or line.number != block[-1].number + 1:
            break
        block.append(line)
    if len(block) < 2 or block[0].mark not in ("", ">") or not block[-1].ended:
        return []
    goes_on = len(block[0].text) >= _NARROW and not block[0].ended and block[1].starts_lowercase
    return block if goes_on or (len(block) >= 3 and _block_width(block)) else []


def _wrap_width(found: Sequence[Line]) -> int:
    """The width a text's paragraphs are wrapped at, so that no line could have held the next line's first word.

    A very large number where they are not wrapped."""
    blocks: list[list[Line]] = []
    for line in found:
        if (
            blocks
            and line.mark in ("", ">")
            and line.mark == blocks[-1][-1].mark
            and line.number == blocks[-1][-1].number + 1
        ):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    blocks = [block for block in blocks if len(block) >= 3]
    widths = [width for block in blocks if (width := _block_width(block))]
    return max(widths) if widths and len(widths) * 2 > len(blocks) else 1 << 30


def _block_width(block: Sequence[Line]) -> int:
    width = max(len(line.text) for line in block)
    filled = all(len(one.text) + 1 + len(two.text.split(maxsplit=1)[0]) > width for one, two in pairwise(block))
    least = _NARROW if block[-1].ended else 40  # headlines below one another are as narrow, and end otherwise
    return width if filled and least <= width <= 130 else 0
