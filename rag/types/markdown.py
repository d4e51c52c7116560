"""Text as Markdown that shows the text's own characters: no emphasis, link, heading or markup of its making."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# What acts anywhere in a line; what acts at its start only is left alone inside, so that the text stays readable
# where it is pasted as it is.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
_LEADING = re.compile(r"(\d{0,9})([#+=.)-])")
_ITEM = re.compile(r"[-*•]\s+(?=\S)")


def line(text: str) -> str:
    """`text` on one line."""
    shown = _ANYWHERE.sub(r"\\\g<0>", " ".join(text.split()))
    return _LEADING.sub(r"\1\\\2", shown, count=1) if _LEADING.match(shown) else shown


def lines(text: str) -> str:
    """`text` with its lines, those of a list as a list."""
    shown = []
    for one in text.splitlines():
        bare = " ".join(one.split())
        item = _ITEM.match(bare)
        shown.append(f"- {line(bare[item.end() :])}" if item else line(bare))
    return "\n".join(one for one in shown if one)


def web_address(url: str | None) -> str:
    """The address where it is one of the web and can stand between the parentheses of a link; else nothing."""
    try:
        known = url and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return ""
    return url if known and url and re.fullmatch(r"[!#$%&*+,./:;=?@~\w'-]+", url, re.ASCII) else ""
