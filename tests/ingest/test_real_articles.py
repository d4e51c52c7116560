"""The five real articles in ../shared/articles. No word of theirs is repeated here beyond names."""

from pathlib import Path

import pytest

from rag import ingest
from rag.types import Article
from tests.ingest.pages import layout, sentences_of


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[Article]:
    loaded = [ingest.read(path, f"articles/{path.name}") for path in ingest.files(shared / "articles")]
    assert not [failure for each in loaded for failure in each.failures]
    return [article for each in loaded for article in each.articles]


def cited(article: Article) -> list[str]:
    return [sentence.text for sentence in sentences_of(article)]


def test_the_text_is_the_file(articles: list[Article], shared: Path) -> None:
    for article, path in zip(articles, ingest.files(shared / "articles"), strict=True):
        assert article.text.encode() == path.read_bytes()


def test_what_is_known_of_them_and_what_is_not(articles: list[Article]) -> None:
    assert [article.published for article in articles] == ["2026-02-10", None, None, None, None]
    assert [article.author for article in articles] == [None, None, "Ivan Andrianov", "Ahmed Hassan", None]
    assert [article.publisher for article in articles] == [None, "bankingnews.gr", None, None, None]
    assert [article.language for article in articles] == ["en"] * 5
    assert [article.url for article in articles] == [None] * 5


def test_their_titles_are_their_headlines(articles: list[Article]) -> None:
    begin = ["No More Anchorage", "Why Russia is", "Anchorage –", "Lavrov Accuses US", "Russia's Double-Track"]
    assert [article.title.startswith(words) for article, words in zip(articles, begin, strict=True)] == [True] * 5
    assert [len(article.title) for article in articles] == [58, 119, 45, 62, 55]


def test_the_number_of_their_sentences_is_the_one_counted_by_hand(articles: list[Article]) -> None:
    assert [len(cited(article)) for article in articles] == [23, 57, 92, 33, 17]
    assert [len(article.headings) for article in articles] == [4, 12, 2, 1, 1]


NOISE = (
    "date 2026",
    "Photo",
    "flickr",
    ".jpg",
    "www.",
    "Home »",
    "Skip to",
    "You may also",
    "Leave a",
    "Akismet",
    "by Ahmed",
    "News Editor",
    "Τελευταία",
    "Διεθνή",
    "Σχόλια",
    "Δείτε",
    "Ειδήσεων",
)


def test_nothing_around_them_is_ever_cited(articles: list[Article]) -> None:
    for article in articles:
        assert not [
            (sentence, noise) for sentence in cited(article) for noise in NOISE if noise.lower() in sentence.lower()
        ]
        assert article.title not in cited(article)


def test_what_is_left_out_is_only_what_stands_around_them(articles: list[Article]) -> None:
    for article in articles:
        assert all(len(article.text[start:end]) < 250 for start, end, _ in layout(article.text, article.title).left_out)
        kept = sum(len(sentence) for sentence in cited(article)) + sum(end - start for start, end in article.headings)
        assert kept / len(article.text) > 0.93


def test_a_list_of_fragments_stands_with_its_lead_in(articles: list[Article]) -> None:
    (with_list,) = (sentence for sentence in cited(articles[0]) if "\n" in sentence)
    assert with_list.startswith("He cited several examples:")
    assert with_list.endswith("Russian oil.")
    assert len(with_list.split("\n\n")) == 4


def test_a_list_of_sentences_follows_its_lead_in(articles: list[Article]) -> None:
    from rag.english.lists import list_span

    found = sentences_of(articles[2])
    spans = {i: count for i in range(len(found)) if (count := list_span(found, i))}
    ((lead_in, count),) = spans.items()
    assert count == 7
    names = [found[lead_in + n].text.split()[0] for n in range(1, count + 1)]
    assert names == ["Zelensky", "Merz", "He", "Meloni", "Macron", "He", "Starmer"]


def test_a_sentence_broken_by_a_blank_line_is_one(articles: list[Article]) -> None:
    (broken,) = (sentence for sentence in cited(articles[2]) if "\n" in sentence)
    assert broken.startswith("And Russia is")
    assert broken.endswith("shielded.")


def test_chunks_hold_every_sentence_and_stay_small(articles: list[Article]) -> None:
    for article in articles:
        found = sentences_of(article)
        packed = ingest.chunks(found, lambda text: len(text) // 4)
        assert [sentence for chunk in packed for sentence in chunk.sentences] == list(found)
        assert max(sum(len(sentence.text) // 4 for sentence in chunk.sentences) for chunk in packed) <= 128
