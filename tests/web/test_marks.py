"""What only marks a line is found, hidden and never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Article, Passage, Statement
from rag.web.marks import lines
from rag.web.markup import from_template
from rag.web.paragraphs import paragraphs
from rag.web.render import transcript
from rag.web.turns import Exchange

from .plain import Reading
from .test_render import READY

HEADING, LISTED = "## What **cracked** ##", "The mayor listed:\n\n- a pier, and\n- the deck."
NOTE = f"---\ntitle: The bridge\n---\n\n{HEADING}\n\n{LISTED}\n\n> I saw it.\n"


def hidden(html: str) -> list[str]:
    """What of a page its reader does not see."""
    return [part.split("<")[0].replace("&gt;", ">") for part in html.split('<span class="fn-mark">')[1:]]


def test_marks_of_markdown_are_not_shown_and_every_offset_stays() -> None:
    heading, start, end = NOTE.index("## What"), NOTE.index("The mayor"), NOTE.index("the deck.") + 9
    spans = [(start, end), (NOTE.index("I saw"), NOTE.index("I saw") + 9)]
    text = paragraphs(NOTE, spans, [(heading, heading + 22)], (start, end))
    html = from_template("text.html", paragraphs=text)
    assert hidden(html) == ["---\n", "---\n\n", "## ", " ##", "- ", "- ", "> "]
    assert "".join(Reading(html).marked) == NOTE[start:end]
    assert Reading(html).text == NOTE
    assert html.count('<details class="fn-front">') == 1
    assert html.index("title: The bridge") < html.index("</details>") < html.index("The mayor listed")


@pytest.mark.parametrize(
    "text",
    ["A - b\n", "-5 degrees\n", "*Really* so\n", ">5 people\n", "# 1 in sales\n", "---\nNo end of it\n", "---\n"],
)
def test_what_marks_nothing_is_shown(text: str) -> None:
    html = from_template("text.html", paragraphs=paragraphs(text, [(0, len(text) - 1)], [], None))
    assert hidden(html) == []
    assert "details" not in html


def test_front_matter_that_is_cited_is_text() -> None:
    html = from_template("text.html", paragraphs=paragraphs(NOTE, [(4, 21)], [], (4, 21)))
    assert "details" not in html


def test_a_list_in_an_answer_is_a_list_and_its_words_stay_the_articles_own() -> None:
    text = "The mayor listed:\n\n- a pier, and\n- the deck."
    article = Article("a.md", text, "A")
    exact = Passage(article, text.index("pier"), text.index("pier") + 4)
    answer = Answer("What?", (Statement(text, (Passage(article, 0, len(text)),), answer=exact),))
    html = transcript((Exchange(1, "What?").finished(answer),), READY)
    shown = html[html.index('<p class="fn-statement') : html.index("</p>", html.index('<p class="fn-statement'))]
    assert hidden(shown)[1:] == ["\n\n- ", "\n- "]
    assert shown.count('class="fn-line fn-item"') == 2
    assert "a <strong>pier</strong>, and" in shown
    assert Reading(shown + "</p>").text.strip().startswith(text)


@given(st.text(alphabet="ab \n\t-*>•#", max_size=40))
def test_between_the_lines_stands_nothing_but_marks_and_blanks(text: str) -> None:
    found, position = lines(text), 0
    for line in found:
        assert not text[position : line.start].strip(" \n\t-*>•")
        assert text[line.start : line.end] == text[line.start : line.end].strip()
        position = line.end
    assert not text[position:].strip(" \n\t-*>•")
