"""An answer as Markdown, read back by a parser of Markdown: all that was said is there, and nothing acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.types import Answer, Article, Passage, Statement

from .test_types import NASTY

TEXT = "Anna met Bert. She listed:\n\n- bread,\n- *salt*.\nNobody saw Cleo_1."
ARTICLE = Article(
    "news/a.txt", TEXT, "A [bold] meeting", "2026-02-10", publisher="The Daily", url="https://daily.example/a"
)


def answer(*quotes: str, article: Article = ARTICLE, question: str = "Who met whom?") -> Answer:
    found = [(article.text.index(quote), quote) for quote in quotes]
    cited = [Passage(article, start, start + len(quote)) for start, quote in found]
    return Answer(question, tuple(Statement(passage.text, (passage,)) for passage in cited))


def read(text: str) -> tuple[str, list[str], list[str]]:
    """What a renderer of Markdown shows, without its spaces; the markup it found; the addresses it links to."""
    inner = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        inner += [token, *(token.children or ())]
    shown = "".join(token.content for token in inner if token.type in ("text", "text_special", "code_inline"))
    links = [str(token.attrs["href"]) for token in inner if token.type == "link_open"]
    return "".join(shown.split()), [token.tag for token in inner if token.nesting != -1 and token.tag], links


def test_question_statements_and_sources_are_there_with_quote_and_link() -> None:
    assert answer("Anna met Bert.", "Nobody saw Cleo_1.").to_markdown() == (
        "**Who met whom?**\n\nAnna met Bert.[1]\n\nNobody saw Cleo\\_1.[2]\n\n"
        "1. “Anna met Bert.” [A \\[bold\\] meeting](https://daily.example/a), The Daily, 2026-02-10\n"
        "2. “Nobody saw Cleo\\_1.” [A \\[bold\\] meeting](https://daily.example/a), The Daily, 2026-02-10\n"
    )


def test_over_a_running_chat_every_source_leads_to_its_passage() -> None:
    told = answer("Anna met Bert.")
    _, _, links = read(told.to_markdown("http://127.0.0.1:7860/"))
    assert links == ["https://daily.example/a", f"http://127.0.0.1:7860/#{told.citations[0].ref}"]


def test_a_list_stays_a_list() -> None:
    text = answer("She listed:\n\n- bread,\n- *salt*.").to_markdown()
    assert "She listed:\n- bread,\n- \\*salt\\*.[1]" in text
    _, tags, _ = read(text)
    assert tags.count("ul") == 1
    assert tags.count("em") == 0


def test_what_to_know_of_an_answer_comes_first_and_a_refusal_says_why() -> None:
    told = Answer("Who?", answer("Anna met Bert.").statements, note="It is *not* certain.")
    assert told.to_markdown().startswith("**Who?**\n\nIt is \\*not\\* certain.\n\nAnna met Bert.[1]")
    silent = Answer("Who?", explanation="The articles do not mention <i>Zoe</i>.")
    assert (
        silent.to_markdown() == "**Who?**\n\nNot in these articles. The articles do not mention \\<i\\>Zoe\\</i\\>.\n"
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://x.example/a) ![y](z", "https://x.example/<b>", "//x.example", "http://[", ""],
)
def test_an_address_that_is_none_of_the_web_or_would_break_the_link_is_no_link(url: str) -> None:
    article = Article("a.txt", TEXT, "Title", url=url)
    assert "[" not in answer("Anna met Bert.", article=article).to_markdown().replace("[1]", "")


@pytest.mark.parametrize("text", NASTY)
def test_what_others_wrote_is_text_and_nothing_else(text: str) -> None:
    holds(text)


@given(st.text(alphabet=st.sampled_from("ab1 \n\t.)-+*_#=>[](){}<>!&;~`|\\:/“\u2028"), min_size=1, max_size=40))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    if text.strip():
        holds(text)


def holds(text: str) -> None:
    article = Article("news/a.txt", text, text, publisher=text, url=text)
    shown, tags, links = read(answer(text, article=article, question=text).to_markdown())
    assert set(tags) <= {"p", "strong", "ul", "ol", "li", "br"}
    assert tags.count("ol") == 1
    assert links == []
    bare = "".join(text.split())
    items = "".join("".join(line.strip().split()).removeprefix("•") for line in text.splitlines())
    assert shown.startswith(bare)
    assert f"“{bare}”" in shown
    assert items.replace("-", "").replace("*", "") in shown.replace("-", "").replace("*", "")
