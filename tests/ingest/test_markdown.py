"""Markdown is read as it is shown, and a text without any marks is left as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.markdown import shown
from tests.ingest.pages import PROSE, sentences


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('The [board](https://a.example/b_(c) "t") voted.', "The board voted."),
        ("The [board][1] voted.\n\n[1]: https://a.example", "The board voted.\n\n[1]: https://a.example"),
        ("It voted **7 to *2*** on `Thursday`.", "It voted 7 to 2 on Thursday."),
        ("It voted.[^1]\n\n[^1]: By hand.", "It voted.\n\n[^1]: By hand."),
        ("A picture ![of it](a.jpg) here.", "A picture  here."),
        ("[![of it](a.jpg)](https://a.example)\n\nText.", "\n\nText."),
        ("Tom &amp; Ann <b>won</b> 5 \\* 6.", "Tom & Ann won 5 * 6."),
        ("One<br>two.", "One two."),
        ("See <https://a.example>.", "See https://a.example."),
        ("**A heading**\n\nText.", "**A heading**\n\nText."),
        (
            "# On [dams](a)\n\n> They *leak*\n> *always*.\n\n- [one](b)\n- two",
            "# On dams\n\n> They leak\n> always.\n\n- one\n- two",
        ),
        ("| a | b |\n|---|---|\n| [1](u) | **2** |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("<div class='x'>\nText.\n</div>\n<!-- note -->", "\nText.\n\n"),
        ("```\n[x](y) **z**\n```", "```\n[x](y) **z**\n```"),
        ("---\ntitle: a *b* [c](d)\n---\nA [b](c).", "---\ntitle: a *b* [c](d)\n---\nA b."),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("Zürich [é😀](x) 好", "Zürich é😀 好"),
    ],
)
def test_what_is_shown_of_markdown_is_read(written: str, read: str) -> None:
    assert shown(written) == read


def test_no_address_and_no_tag_can_be_cited() -> None:
    text = f"# Dams\n\n{PROSE} It [leaks](https://a.example/x), they <i>say</i>.\n\n![dam](https://a.example/y.png)\n"
    assert sentences(shown(text)) == [PROSE, "It leaks, they say."]


@pytest.mark.parametrize("text", [PROSE, f"# A\n\n{PROSE}\n{PROSE}\n\n> {PROSE}\n\n1. a\n2. b\n", "a\r\n\r\nb  \r\n"])
def test_a_text_without_marks_in_its_lines_is_left_as_it_is(text: str) -> None:
    assert shown(text) == text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab[]()*_`<>!#|\\&;:\n -é\u2028\r\ud800", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(shown(text), str)
