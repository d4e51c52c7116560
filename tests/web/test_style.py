"""What the page's style keeps to, whatever it shows."""

from __future__ import annotations

import re

from rag.web.files import FOLDER

SPACE = re.compile(r"(?<![\w-])(?:margin|padding|gap)(?:-[a-z]+)*:([^;}]*)")
LENGTH = re.compile(r"\b(?!0|1px\b)[\d.]+px")


def test_every_space_is_of_the_scale() -> None:
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    spaces = SPACE.findall(style)
    assert len(spaces) > 200
    # What is bound to the window's height is no space of the scale.
    loose = [space for space in spaces if LENGTH.search(re.sub(r"min\(.*?vh, .*?\)", "", space))]
    assert loose == []
