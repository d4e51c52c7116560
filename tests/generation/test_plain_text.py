"""What a model writes becomes plain text, quotes only what stands there and brings nothing along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.plain_text import foreign, harmless, plain, with_true_quotations
from rag.types import Article, Passage

TEXT = (
    'Anna said: “We won’t go – not now.” She called it a «farce», and "a mess". '
    "See https://news.example/a?b=1 and <b>bold</b> or mail desk@news.example; run `make it`."
)
PASSAGE = Passage(Article("a.txt", TEXT, "A"), 0, len(TEXT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Anna** left *Riga* __at__ _noon_ ~~today~~.", "Anna left Riga at noon today."),
        ("***Anna*** left.", "Anna left."),
        ("The [bridge](https://evil.example/x) is open.", "The bridge is open."),
        ("It ![seen](https://evil.example/x.png)is open.", "It is open."),
        ("It ![](data:image/png;base64,AAAA) is open.", "It is open."),
        ("<b>Anna</b> <em>left</em></p><br/>.", "Anna left."),
        ("2 * 3 * 4 and a_b_c and 5*", "2 * 3 * 4 and a_b_c and 5*"),
        ("An\u200bna \u202eleft\x00\x1b[31m \ud800\U000e0041.", "Anna left[31m ."),
        ("Anna\n left\t Riga", "Anna left Riga"),
    ],
)
def test_emphasis_links_and_what_shows_nothing_go_and_the_words_stay(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/?q=secret now.", "See evil.example/x.", "See www.evil.test.", "See evil.com.",
        "Go to HTTP://EVIL.EXAMPLE.", "Run javascript:alert(1).", "Mail a@evil.example.", "See 192.0.2.1/x.",
        "See ftp://evil.example.", "See data:text/html,x.", "A <script>alert(1)</script> b.",
        "A <img src=x onerror=y>.",
        "A <iframe", "A &lt;b&gt; b.", "Use `rm -rf /`.", "```sh\nrm\n```", "A ![x b.", "A ](x b.",
        "A {{value}} b.", "A ${value} b.", "A $$x$$ b.", r"A \textbf{x} b.", "| a | b |", "See https://news.example/a?b=2.",
        "See evil.example or https:/evil.example.",
    ],
)  # fmt: skip
def test_addresses_markup_and_code_of_its_own_are_found(text: str) -> None:
    assert foreign(plain(text), [PASSAGE])
    assert "evil" not in harmless(text)
    assert "<" not in harmless(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anna left Riga on Feb. 3 at 5 p.m., e.g. by car.", "It rose by 3.5 % to $1,200.",
        "The U.S. and the E.U. agreed.",
        "See https://news.example/a?b=1.", "It says <b>bold</b>.", "Mail desk@news.example.", "Run `make it`.",
        "Anna & Bert: 5 < 6 > 4; a/b; 10:30.", "No. 7 Inc. and A.B. Lund’s.",
    ],
)  # fmt: skip
def test_prose_and_what_the_passage_holds_are_not(text: str) -> None:
    assert foreign(text, [PASSAGE]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna said “We won’t go”.", "Anna said “We won’t go”."),
        ('Anna said "We won\'t go - not now."', 'Anna said "We won’t go – not now."'),
        ("“We won’t go,” Anna said.", "“We won’t go”, Anna said."),
        ("She called it a 'farce'.", "She called it a 'farce'."),
        ("Anna said “We will go”.", "Anna said We will go."),
        ("Anna said “e won’t g”.", "Anna said e won’t g."),
        ("Anna said “We ... not now”.", "Anna said We ... not now."),
        ("Anna said “We won’t go.", "Anna said We won’t go."),
        ("„a mess“ and «We go»", "„a mess“ and We go"),
        ("The workers' union and Anna's 'plan' and ‘farce’", "The workers' union and Anna's plan and ‘farce’"),
        ('“” and ""', " and "),
    ],
)
def test_marks_stay_only_around_the_sources_own_words(text: str, expected: str) -> None:
    assert with_true_quotations(text, [PASSAGE]) == expected


@given(st.text(alphabet="We won't go–-“”\"'‘’«».,", max_size=40))
def test_whatever_is_written_a_quotation_that_stays_is_a_slice(text: str) -> None:
    done = with_true_quotations(text, [PASSAGE])
    inside = None
    for character in done:
        if inside is None and character in '“«"':
            inside = ""
        elif inside is not None and character in '”»"“':
            assert inside in TEXT
            inside = None
        elif inside is not None:
            inside += character
    assert inside is None
