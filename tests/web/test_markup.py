"""Text to HTML: whatever goes in comes out as the same characters, and as nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from rag.types import Article
from rag.types.sources import day
from rag.web import page
from rag.web.markup import environment, escape, from_template

from .plain import Reading

TEMPLATES = Path(page.__file__).with_name("templates")
PARTS = environment().get_template("parts.html").module

HOSTILE = (
    "<script>window.PWN=1</script>",
    "<img src=x onerror=window.PWN=1>",
    "${window.PWN=1}",
    "{{value}}",
    "{{#with constructor}}",
    "![image](https://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "javascript:window.PWN=1",
    "</mark></p></div><b>out</b>",
    '"><svg/onload=window.PWN=1>',
    "' onmouseover='window.PWN=1",
    "\u202eright to left\u202c",
    "<b>bold</b> & <i>&amp;</i>",
    "`${window.PWN=1}`",
    "\\${window.PWN=1}\\",
    "&lt;script&gt; stays what it is",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_stays_text(text: str) -> None:
    for html in (escape(text), PARTS.isolated(text), f'<p title="{escape(text)}"></p>'):
        reading = Reading(html)
        assert set(reading.tags) <= {"bdi", "p"}
        assert text in (reading.text, *(given.get("title", "") for given in reading.all("p")))


def test_no_template_lets_anything_through_unescaped() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html")}
    assert len(texts) > 10
    for name, text in texts.items():
        assert not re.search(r"\|\s*(safe|forceescape|e\b|escape|tojson)|autoescape", text), name
        # A value of an attribute without quotes ends at the first blank of what is put in.
        assert not re.search(r"=\s*\{\{", text), name
        # What is put into these is the package's own words.
        fixed = name in ("head.html", "export.html", "unshared.html", "skeleton.html") or "{{" not in text
        assert fixed or not re.search(r"<(script|style)\b|\son\w+=", text), name


def test_a_value_that_was_forgotten_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        from_template("status_line.html")


@given(st.text())
def test_any_text_comes_back_character_by_character(text: str) -> None:
    assert Reading(from_template("status_line.html", text=text)).text == text.replace("\0", "\ufffd")


def test_what_cannot_be_sent_is_replaced_one_for_one() -> None:
    assert escape("a\ud800b\0c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-02-10", "10 February 2026"),
        ("2026-02-01T10:00:00Z", "1 February 2026"),
        ("2026-02", "February 2026"),
        ("2026", "2026"),
        (None, "no date"),
        ("", "no date"),
        ("2026-13-40", "2026-13-40"),
        ("about 1990-ish", "about 1990-ish"),
    ],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(published: str | None, shown: str) -> None:
    assert day(published) == shown


def test_only_web_addresses_become_links_and_they_tell_nothing() -> None:
    (link,) = Reading(PARTS.address("https://example.org/a?b=1&c=2")).all("a")
    assert link == {"href": "https://example.org/a?b=1&c=2", "rel": "noreferrer noopener", "target": "_blank"}
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://a b",
        'https://x" onclick="y',
        "x",
    ):
        reading = Reading(PARTS.address(url))
        assert "a" not in reading.tags
        assert reading.text == url


def test_what_is_known_of_an_article_is_one_line() -> None:
    known = Article("a", "Text.", "T", published="2026-02-10", author="A. <b>", publisher="P & Q")
    assert Reading(PARTS.about(known, 3)).text == "P & Q · 10 February 2026 · A. <b> · 3 sentences"
    assert Reading(PARTS.about(Article("a", "Text.", "T"), 1)).text == "no date · 1 sentence"
