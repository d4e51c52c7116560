"""The reader: the whole text, the right passage marked, and nothing reached that was not asked for by key."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Article, Failure, Passage
from rag.web.markup import from_template
from rag.web.paragraphs import paragraphs
from rag.web.reader import BESIDE, GONE, GONE_ARTICLE, around, view

from .fake import FakeLibrary
from .plain import Reading
from .test_markup import HOSTILE

TEXT = (
    "Home > World\nBridge opened\n\nThe mayor came. The band played.\nIt rained:\n- first\n- last\n\nThe band played.\n"
)


@pytest.fixture
def article() -> Article:
    return Article("news/bridge.txt", TEXT, "Bridge opened", publisher="Daily", language="en")


def marked(html: str) -> str:
    return "".join(Reading(html).marked)


def test_the_cited_passage_is_marked_and_only_it(article: Article) -> None:
    start = TEXT.index("The band")
    html = view(Passage(article, start, start + 16).ref, FakeLibrary([article]))
    assert marked(html) == "The band played."
    assert [given.get("id") for given in Reading(html).all("mark")] == ["fn-hit"]


def test_of_two_equal_sentences_the_cited_one_is_marked(article: Article) -> None:
    start = TEXT.rindex("The band")
    html = view(Passage(article, start, start + 16).ref, FakeLibrary([article]))
    assert marked(html) == "The band played."
    assert html.index("<mark") > html.index("last")


def test_a_passage_over_several_lines_is_marked_whole(article: Article) -> None:
    start, end = TEXT.index("It rained"), TEXT.index("- last") + 6
    html = view(Passage(article, start, end).ref, FakeLibrary([article]))
    assert marked(html) == TEXT[start:end]
    assert [given.get("id") for given in Reading(html).all("mark")] == ["fn-hit", None, None]


def test_an_article_opens_whole_without_a_mark(article: Article) -> None:
    html = view(f"a/{article.key}", FakeLibrary([article]))
    assert "mark" not in Reading(html).tags
    assert TEXT in Reading(html).text


def test_headings_are_headings_and_boilerplate_is_greyed(article: Article) -> None:
    heading = (TEXT.index("Bridge"), TEXT.index("Bridge") + 13)
    html = from_template("text.html", paragraphs=paragraphs(TEXT, [(28, 43)], [heading], None))
    assert re.search(r'<h3 dir="auto">Bridge opened\n\n</h3>', html)
    furniture = '<span class="fn-left-out">Home &gt; World\n</span>'
    assert html.startswith(f'<p class="fn-tight fn-left-out" dir="auto">{furniture}</p>')
    kept = from_template("text.html", paragraphs=paragraphs("Kept.", [(0, 5)], [], None))
    assert kept == '<p dir="auto">Kept.</p>'


def test_the_legend_explains_grey_only_where_something_is_grey(article: Article) -> None:
    for text, greyed in (("One.\nThis is left out.\n", True), ("One.\n", False)):
        known = replace(article, text=text)
        assert ("Greyed" in view(f"a/{known.key}", FakeLibrary([known]))) is greyed


def test_a_language_is_given_only_where_it_is_one(article: Article) -> None:
    for language, shown in (("el", "el"), ('en" onload="x', None), (None, None)):
        known = replace(article, language=language)
        reading = Reading(view(f"a/{known.key}", FakeLibrary([known])))
        (text,) = (given for given in reading.all("div") if given.get("class") == "fn-text")
        assert [given.get("lang") for given in (reading.all("h2")[0], text)] == [shown, shown]


@given(st.text(alphabet=st.sampled_from("ab \n\r.<&-#*>\U0001f600\u202e\0"), max_size=60), st.data())
def test_without_its_tags_the_reader_shows_exactly_the_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    hit = data.draw(st.sampled_from([None, *spans]))
    html = from_template("text.html", paragraphs=paragraphs(text, spans[::2], spans[1::2], hit))
    assert Reading(html).text == text.replace("\0", "\ufffd")
    assert marked(html) == (text[slice(*hit)].replace("\0", "\ufffd") if hit else "")


@pytest.mark.parametrize(
    "reference",
    [
        "s/0123456789abcdef/0-5",
        "s/KEY/0-9999999",
        "s/KEY/5-5",
        "s/KEY/9-3",
        "s/KEY/-1-5",
        "s/KEY/0-5/../../etc/passwd",
        "s/../../etc/passwd/0-5",
        "s/KEY/0-5\n",
        "s/KEY/٠-٥",
        "S/KEY/0-5",
        "",
        "x" * 5000,
    ],
)
def test_a_reference_that_names_no_passage_says_so(article: Article, reference: str) -> None:
    html = view(reference.replace("KEY", article.key), FakeLibrary([article]))
    assert GONE in Reading(html).text
    assert "mayor" not in html


def test_a_changed_article_is_gone_under_its_old_key(article: Article) -> None:
    changed = Article(article.id, TEXT + "More.", article.title)
    library = FakeLibrary([changed])
    assert GONE in view(Passage(article, 0, 5).ref, library)
    assert GONE_ARTICLE in view(f"a/{article.key}", library)


@pytest.mark.parametrize("sent", [None, 3, ["s"], {"a": 1}, True])
def test_what_is_no_text_shows_the_list(article: Article, sent: object) -> None:
    assert "Bridge opened" in view(sent, FakeLibrary([article]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_articles_add_no_markup(text: str) -> None:
    plain = Article("a", "Nothing here.", "T", author="A", publisher="P", url="U")
    hostile = Article("a", f"{text} here.", text, author=text, publisher=text, url=text)
    for reference in ("articles", "a/{}", "s/{}/0-5"):
        pages = [
            Reading(
                view(reference.format(article.key), FakeLibrary([article]), [Failure(article.title, article.title)])
            )
            for article in (plain, hostile)
        ]
        assert pages[0].tags == pages[1].tags
        assert text in pages[1].text


def test_beside_a_passage_stand_the_sentences_around_it() -> None:
    long = "long " * 100 + "end."
    held = Article("a.txt", f"One was here. Two was\nthere. Three. {long}", "A")
    library = FakeLibrary([held])
    sentences = library.sentences(held)
    shown = [around(sentence.ref, library) for sentence in sentences]
    assert shown[0] == ["", " ".join(sentences[1].text.split())]
    for place, sentence in enumerate(sentences[1:-1], 1):
        before, after = around(sentence.ref, library)
        assert before == " ".join(sentences[place - 1].text.split())
        assert after[:20] == " ".join(sentences[place + 1].text.split())[:20]
        assert max(len(before), len(after)) <= BESIDE
    assert shown[-1][1] == ""
    for nothing in (None, 3, {}, "articles", f"s/{'0' * 16}/0-3", "s/../0-3", f"a/{held.key}"):
        assert around(nothing, library) == []
    assert around(f"s/{held.key}/9999999-99999999", library)[1] == ""
