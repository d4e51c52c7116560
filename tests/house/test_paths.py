"""What is written about the code names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (".", "docs", "benchmarks", "training", "index")
PAGES = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = re.findall(r"`((?:rag|tests|benchmarks|training|docs)/[\w/.-]*)`", page.read_text(encoding="utf-8"))
    assert not [name for name in named if not (ROOT / name).exists()]
