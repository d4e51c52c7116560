"""Whatever a text consists of: every sentence lies in its article, nothing raises, and nothing takes for ever."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest import chunks, parse_text
from rag.ingest.front_matter import Metadata
from rag.ingest.layout import Layout
from rag.types import Article
from tests.growth import grows_like_a_square
from tests.ingest.pages import layout, sentences_of

PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u2028",
        "\x00",
        "\ufeff",
        "\u202e",
        "# ",
        "## ",
        "- ",
        "> ",
        "1. ",
        "| a | b |",
        "---",
        "===",
        "**Bold**",
        ":",
        "a",
        "B",
        "Mr. ",
        ". ",
        "? ",
        "“Why?” ",
        "U.S. ",
        "...",
        "[...] ",
        ";",
        ",",
        " and",
        "Home » News",
        "By Jane Roe",
        "Photo: x",
        '."1.jpg',
        "Related articles",
        "12 comments",
        "title",
        "The river rose in spring. ",
        "The dam above the town holds back more water than any other dam. ",
        "今天。",
        "😀",
        "Ελλάδα",
        "\ud800",
        " ",
        "x" * 120,
        "4 March 2026",
        "---\ntitle: x\n---\n",
    ]
)
TEXTS = st.one_of(st.text(), st.text(st.characters()), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS, st.sampled_from(["", "title", "The river rose"]))
@settings(max_examples=400, deadline=None)
def test_spans_are_within_the_text_in_order_and_apart(text: str, title: str) -> None:
    known = layout(text, title)
    article = Article(id="a", text=text, title=title, headings=known.headings)
    found = sentences_of(article)
    spans = [(sentence.start, sentence.end) for sentence in found]
    for ordered in (
        spans,
        known.content,
        known.headings,
        sorted([*spans, *known.headings]),
        sorted([*spans, *_left(known)]),
    ):
        assert all(0 <= start < end <= len(text) for start, end in ordered)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered))
    for sentence in found:
        assert sentence.text == sentence.text.strip()
        assert any(char.isalnum() or char == "_" for char in sentence.text)
        assert "\x00" not in sentence.text
        assert any(start <= sentence.start and sentence.end <= end for start, end in known.content)
    packed = chunks(found, lambda words: len(words.split()), 10)
    assert [sentence for chunk in packed for sentence in chunk.sentences] == list(found)
    parse_text("a", text)


def _left(known: Layout) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _ in known.left_out]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_word_of_the_content_is_lost_between_sentences(text: str) -> None:
    article = Article(id="a", text=text, title="")
    covered = {i for sentence in sentences_of(article) for i in range(sentence.start, sentence.end)}
    for start, end in layout(text).content:
        lost = [text[i] for i in range(start, end) if i not in covered and text[i].isalpha()]
        assert not lost


@given(
    st.lists(
        st.sampled_from(["The river rose in the spring of that year.", "Nobody saw it, and nobody minded."]),
        max_size=30,
    )
)
def test_plain_paragraphs_are_kept_entire(paragraphs: list[str]) -> None:
    article = Article(id="a", text="\n\n".join(paragraphs), title="Rivers")
    assert [sentence.text for sentence in sentences_of(article)] == paragraphs


NASTY: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "word " * (20 * n),
    "one word": lambda n: "a" * (50 * n),
    "short lines": lambda n: "word\n" * n,
    "labels": lambda n: "Word here\n" * n,
    "broken sentences": lambda n: "word\n\n" * n,
    "lead-ins": lambda n: "The item:\n" * n,
    "items": lambda n: "- an item:\n" * n,
    "one list": lambda n: "The items:\n" + "one thing,\n" * n,
    "images": lambda n: 'a."1.jpg ' * n,
    "exclamations": lambda n: "!" * (5 * n),
    "quoted stops": lambda n: '."' * (3 * n),
    "comments": lambda n: "12 comments\n" * n,
    "related": lambda n: "Related articles\nDams\n" * n,
    "titles": lambda n: "Rivers\n" * n,
    "headings": lambda n: "Head\n====\n" * n,
    "quotes": lambda n: "> a b\n" * n,
    "control characters": lambda n: "a\x00" * n,
    "questions": lambda n: "Why is it?\n\n" * n,
    "emoji": lambda n: "😀" * (20 * n),
}


@pytest.mark.parametrize("make", NASTY.values(), ids=NASTY.keys())
def test_time_grows_with_the_length_and_not_with_its_square(make: Callable[[int], str]) -> None:
    def read(size: int) -> None:
        chunks(parse_text("a", make(size), Metadata(title="Rivers")).sentences, len)

    assert not grows_like_a_square(read, 2_000)
