"""Lists: a lead-in ("He named three reasons:") and the items below it say one thing together.

Both the package that cuts sentences and the one that quotes them must agree where a list ends, so it is said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.types import Passage

MARK = r"(?:[-*+•‣◦▪●○·–—]|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|[a-z]\))[ \t\u00a0]+"
"""What stands before a list item, with its blanks. A single capital is no mark: "A. Smith" is a name."""

_LINE_END = r"[\r\n\u0085\u2028\u2029]"
_TO_NEXT_ITEM = re.compile(rf"[;,.]?\s*{_LINE_END}\s*{MARK}")


def list_span(sentences: Sequence[Passage], i: int) -> int:
    """How many of the sentences after `sentences[i]` are items of the list it leads into; 0 where it leads into none.

    An item of several sentences counts with all of them. `sentences` are those of one article, in order."""
    if not sentences[i].text.endswith(":"):
        return 0
    text, count = sentences[i].article.text, 0
    for before, after in pairwise(sentences[j] for j in range(i, len(sentences))):
        gap = text[before.end : after.start]
        same_line = count > 0 and not re.search(_LINE_END, gap)
        if not (same_line or _TO_NEXT_ITEM.fullmatch(gap)):
            break
        count += 1
    return count
