"""The laws of the types everybody uses."""

import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from rag.types import (
    Answer,
    Article,
    Changes,
    CheckedSentence,
    CheckedText,
    Chunk,
    Failure,
    Hit,
    LeftOut,
    Passage,
    Reason,
    ReasonKind,
    Statement,
    Support,
    Verdict,
)
from rag.types.sources import source

TEXT = "Anna met Bert. Bert left.\nNobody saw Cleo."


@pytest.fixture
def article() -> Article:
    return Article("news/a.txt", TEXT, "A meeting", published="2026-02-10", publisher="The Daily")


def passage(article: Article, words: str) -> Passage:
    start = article.text.index(words)
    return Passage(article, start, start + len(words))


def test_a_passages_text_is_its_slice(article: Article) -> None:
    assert passage(article, "Bert left.").text == TEXT[15:25] == "Bert left."


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, len(TEXT) + 1)])
def test_a_passage_outside_its_article_cannot_be_made(article: Article, start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"no passage .* in 'news/a.txt'"):
        Passage(article, start, end)


def test_offsets_count_code_points() -> None:
    article = Article("x", "😀 İstanbul e\u0301", "x")
    assert Passage(article, 2, 10).text == "İstanbul"


def test_the_digest_is_of_the_text_and_the_key_of_id_and_text(article: Article) -> None:
    elsewhere = Article("news/b.txt", TEXT, "Another title")
    changed = Article("news/a.txt", TEXT + "!", "A meeting")
    assert elsewhere.digest == article.digest
    assert len({article.key, elsewhere.key, changed.key}) == 3


def test_an_article_as_json_says_what_is_known_but_not_its_text(article: Article) -> None:
    assert json.loads(json.dumps(article.to_dict())) == {
        "id": "news/a.txt",
        "title": "A meeting",
        "published": "2026-02-10",
        "author": None,
        "publisher": "The Daily",
        "url": None,
        "language": None,
        "digest": article.digest,
        "ref": f"a/{article.key}",
        "characters": len(TEXT),
    }


def test_a_hit_as_json_says_where_it_stands(article: Article) -> None:
    told = Hit(Chunk((passage(article, "Anna met Bert."), passage(article, "Bert left."))), 0.123456789).to_dict()
    assert json.loads(json.dumps(told)) == {
        "score": 0.123457,
        "article": "news/a.txt",
        "title": "A meeting",
        "published": "2026-02-10",
        "publisher": "The Daily",
        "url": None,
        "ref": f"s/{article.key}/0-25",
        "page": None,
        "start": 0,
        "end": 25,
        "text": "Anna met Bert. Bert left.",
    }
    assert TEXT[told["start"] : told["end"]] == told["text"]


def test_changes_as_json_count_and_list() -> None:
    told = Changes(added=2, failed=(Failure("a.txt", "is empty"),), skipped=(Failure("b.pdf", "is no text"),)).to_dict()
    assert json.loads(json.dumps(told)) == {
        **dict.fromkeys(("changed", "renamed", "removed", "unchanged"), 0),
        "added": 2,
        "failed": [{"source": "a.txt", "reason": "is empty"}],
        "incomplete": [],
        "skipped": [{"source": "b.pdf", "reason": "is no text"}],
    }


def test_a_lone_surrogate_has_a_digest_and_a_key() -> None:
    assert len(Article("a\ud800", "b\udfff", "t").key) == 16


def test_a_statement_without_a_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without a citation"):
        Statement("Anna met Bert.", ())


def test_citations_are_numbered_by_first_use(article: Article) -> None:
    first, second, third = (passage(article, words) for words in ("Bert left.", "Anna met Bert.", "Nobody saw Cleo."))
    answer = Answer("?", (Statement("B", (first,)), Statement("A", (second, first)), Statement("C", (third,))))
    assert answer.citations == (first, second, third)
    assert [answer.numbers(statement) for statement in answer.statements] == [(1,), (2, 1), (3,)]
    assert answer.text == "B[1] A[2][1] C[3]"


def test_an_answer_prints_its_numbered_sources(article: Article) -> None:
    cited = passage(article, "Bert left.")
    printed = str(Answer("Who left?", (Statement(cited.text, (cited,)),)))
    assert printed == (
        "Bert left.[1]\n\n[1] A meeting, The Daily, 2026-02-10 (news/a.txt, characters 15-25): Bert left."
    )


def test_an_unanswered_question_prints_that_and_what_came_closest(article: Article) -> None:
    answer = Answer("Who slept?", nearest=(passage(article, "Bert left."),))
    assert not answer.answered
    assert answer.text == ""
    assert str(answer).startswith("Not in these articles.\nClosest passage: A meeting")


def test_to_dict_is_plain_json_and_repeats_every_slice(article: Article) -> None:
    cited = passage(article, "Anna met Bert.")
    hit = Hit(Chunk((cited,)), 0.5)
    told = Answer("Who met?", (Statement(cited.text, (cited,)),), (hit,), query="Who met Bert?").to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["query"] == "Who met Bert?"
    assert told["statements"] == [
        {"text": "Anna met Bert.", "support": 1.0, "citations": [1]}
        | {"metadata": "", "answer": None, "differs": [], "voice": None, "corrects": False, "when": "", "origins": 0}
        | {"remarks": []}
    ]
    [citation] = told["citations"]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"] == "Anna met Bert."
    assert citation["ref"] == f"s/{article.key}/0-14"


def test_the_words_that_answer_are_placed_in_the_statement(article: Article) -> None:
    cited = passage(article, "Bert left.")
    statement = Statement(cited.text, (cited,), answer=Passage(article, cited.start, cited.start + 4))
    [told] = Answer("Who left?", (statement,)).to_dict()["statements"]
    assert told["answer"] == {"start": 0, "end": 4, "quote": "Bert"}
    assert told["text"][0:4] == "Bert"


@pytest.mark.parametrize(("start", "end", "text"), [(14, 19, ""), (15, 26, ""), (15, 19, "He left.")])
def test_words_outside_of_what_is_quoted_cannot_be_the_answer(
    article: Article, start: int, end: int, text: str
) -> None:
    cited = passage(article, "Bert left.")
    with pytest.raises(ValueError, match="outside"):
        Statement(text or cited.text, (cited,), answer=Passage(article, start, end))


def test_a_refusal_says_what_was_missing(article: Article) -> None:
    answer = Answer("Where is Zoe?", explanation="The articles do not mention Zoe.")
    assert str(answer) == "Not in these articles. The articles do not mention Zoe."
    assert answer.to_dict()["explanation"] == "The articles do not mention Zoe."


def test_what_a_model_wrote_in_vain_is_counted_and_kept_with_the_reason(article: Article) -> None:
    cited = passage(article, "Bert left.")
    verdict = Verdict(Support.CONTRADICTED, 0.1, (Reason(ReasonKind.NAME, "the article says Bert"),))
    answer = Answer("Who left?", (Statement("Bert left.", (cited,), 0.9),), generator="small")
    one = replace(answer, left_out=(LeftOut("Anna left.", verdict),))
    two = replace(one, left_out=one.left_out * 2, note="It was late.")
    assert "left out" not in str(answer)
    assert "\n1 sentence was left out because the articles do not support it.\n" in str(one)
    assert str(two).startswith("It was late.\nBert left.[1]\n2 sentences were left out because the articles do not")
    told = json.loads(json.dumps(two.to_dict()))
    reason = {"kind": "name", "text": "the article says Bert"}
    assert told["left_out"] == [{"text": "Anna left.", "kind": "contradicted", "reasons": [reason]}] * 2
    assert (told["generator"], told["note"]) == ("small", "It was late.")


def test_a_chunk_spans_its_sentences(article: Article) -> None:
    chunk = Chunk((passage(article, "Anna met Bert."), passage(article, "Nobody saw Cleo.")))
    assert (chunk.start, chunk.end) == (0, len(TEXT))
    assert chunk.text == "Anna met Bert. Nobody saw Cleo."
    assert chunk.article is article


NASTY = [
    "# a heading\n\n- a list",
    "> quoted\n\n1. one\n\n---\n===",
    "<img src=x onerror=alert(1)> <script>x</script> &lt;b&gt; <https://evil.example>",
    "![x](https://evil.example/a.png) [a](javascript:x) https://evil.example www.evil.example a@b.example",
    "```\ncode\n``` `x` **b** __b__ ~~s~~ | a | b |",
    "\\ \\* &#42; $x$ ^1 \u2028 [ref]: /x",
    "    indented",
]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_out_of_the_markdown_report(text: str) -> None:
    """Read by a parser of Markdown, what was written by others is text and nothing else, and is all there."""
    article = Article("news/a.txt", text, text, publisher=text)
    verdict = Verdict(Support.PARTLY, 0.4, (Reason(ReasonKind.MISSING, text),), (Passage(article, 0, len(text)),))
    checked = CheckedText(text, (CheckedSentence(text, 0, len(text), verdict),))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(checked.to_markdown())
    inner = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inner} <= {"text", "strong_open", "strong_close", "softbreak", "text_special"}
    assert [token.content for token in inner if token.type == "text" and "checked" in token.content.lower()]
    blocks = [token.type for token in tokens if not token.type.endswith("_close")]
    assert blocks[:3] == ["heading_open", "inline", "paragraph_open"]
    assert blocks.count("blockquote_open") == 1
    assert blocks.count("list_item_open") == 2
    assert not {"fence", "code_block", "html_block", "hr", "table_open"} & set(blocks)
    shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    assert " ".join(text.split()) in shown


@pytest.mark.parametrize(("start", "page"), [(0, 1), (4, 1), (5, 2), (9, 2), (10, 4)])
def test_a_passage_is_on_the_page_on_which_it_begins(start: int, page: int) -> None:
    article = Article("news/a.pdf", "Anna Bert Cleo", "Names", pages=(0, 5, 10, 10))
    passage = Passage(article, start, 14)
    assert passage.page == page
    assert source(passage).startswith(f"Names, p. {page} (")
    assert Passage(Article("news/a.txt", "Anna Bert Cleo", "Names"), start, 14).page is None
