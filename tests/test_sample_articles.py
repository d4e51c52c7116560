"""The sample articles: short, labelled honestly, and in words of our own."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "articles").glob("*.md"))
LONGEST_SHARED_RUN = 7
KNOWN_FIELDS = {"title", "published", "author", "publisher", "language", "note"}

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def parts(path: Path) -> tuple[dict[str, Any], str]:
    """The front matter and the body."""
    empty, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert empty == "", "front matter begins in the first line"
    return yaml.safe_load(matter), body


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of `length` words, without case, punctuation and line breaks."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_runs_see_through_case_punctuation_and_line_breaks() -> None:
    assert runs("One, two\nTHREE “four”", 3) == {("one", "two", "three"), ("two", "three", "four")}
    assert runs("one two", 3) == set()


def test_there_are_at_least_eight_and_nothing_else_in_the_folder() -> None:
    assert len(FILES) >= 8
    assert sorted((ROOT / "articles").iterdir()) == FILES, "whatever lies in articles/ is indexed"


@each
def test_is_short(path: Path) -> None:
    assert 250 <= len(parts(path)[1].split()) <= 600


@each
def test_says_what_it_is(path: Path) -> None:
    matter, _ = parts(path)
    assert {"title", "language", "note"} <= set(matter) <= KNOWN_FIELDS
    assert all(value for value in matter.values())
    assert matter["language"] == "en"
    assert matter["note"].startswith(("Own wording after", "Written for these samples"))


@each
def test_has_a_date_only_where_its_own_name_carries_it(path: Path) -> None:
    published = parts(path)[0].get("published")
    named = re.match(r"\d{4}-\d\d-\d\d", path.name)
    if named is None:
        assert published is None, "a date nobody gave is left out"
    else:
        assert published == datetime.date.fromisoformat(named.group())


@each
def test_is_marked_as_ours_exactly_where_no_report_stands_behind_it(path: Path) -> None:
    matter, _ = parts(path)
    assert (matter.get("publisher") == "Footnote samples") is matter["note"].startswith("Written for these samples")


@each
def test_has_headings_and_a_list_with_a_lead_in(path: Path) -> None:
    body = parts(path)[1]
    assert 2 <= len(re.findall(r"^## \S", body, re.MULTILINE)) <= 5
    assert re.search(r"\S:\n\n(- .+\n){2,}", body)


def test_titles_differ() -> None:
    assert len({parts(path)[0]["title"] for path in FILES}) == len(FILES)


@each
def test_shares_no_run_of_words_with_the_published_articles(path: Path, shared: Path) -> None:
    length = LONGEST_SHARED_RUN + 1
    published = set().union(
        *(runs(real.read_text(encoding="utf-8"), length) for real in (shared / "articles").glob("*.txt"))
    )
    assert published
    assert not runs(path.read_text(encoding="utf-8"), length) & published
