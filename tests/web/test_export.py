"""Conversations that are searched and taken along: whole, with every quote and link, as text and never as markup."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.types import Answer, Article, Passage, QuestionKind, Statement
from rag.web.calls import server_functions
from rag.web.conversations import Conversations, Desk
from rag.web.export import conversation
from rag.web.turns import Exchange

from .fake import FakeLibrary, ready
from .plain import Reading
from .test_conversations import ANN, BEN, BRIDGE, DESK, turn
from .test_markup import HOSTILE

CHAT = "http://127.0.0.1:7860/"


def test_a_conversation_is_found_by_any_of_its_words(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    kept.keep(DESK, (turn(),))
    other = Article("b.txt", "Nobody rang.", "Silence", publisher="The Daily")
    cited = Passage(other, 0, 12)
    silent = Answer("Who rang?", (Statement(cited.text, (cited,)),))
    kept.keep(Desk(ANN, "2" * 32), (Exchange(1, "Who rang?").finished(silent),))
    kept.keep(Desk(BEN, "3" * 32), (turn(1, "Who rang?"),))
    kept.rename(DESK, "The opening")
    found = {
        words: sorted(one.id[0] for one in kept.all(ANN, words))
        for words in ("", "who", "MAYOR came", "opening mayor", "daily", "silence nobody", "mayor rang", "exchange")
    }
    assert found == {
        "": ["1", "2"],
        "who": ["1", "2"],
        "MAYOR came": ["1"],
        "opening mayor": ["1"],
        "daily": ["2"],
        "silence nobody": ["2"],
        "mayor rang": [],
        "exchange": [],
    }


def test_json_holds_every_quote_with_the_way_to_it() -> None:
    failed = Exchange(2, "And why?").failed("The model is gone.")
    name, content = conversation("Who came?", (replace(turn(), scope="1 of 2 articles"), failed), "json", CHAT)
    told = json.loads(content)
    assert (name, told["name"]) == ("Who came.json", "Who came?")
    first, second = told["questions"]
    (citation,) = first["answer"]["citations"]
    assert (citation["quote"], citation["link"]) == ("The mayor came.", CHAT + "#" + Passage(BRIDGE, 0, 15).ref)
    assert (first["scope"], first["kind"]) == ("1 of 2 articles", "list")
    assert (second["answer"], second["reason"]) == (None, "The model is gone.")


def test_markdown_is_that_of_each_answer() -> None:
    passages = Passage(BRIDGE, 0, 15), Passage(BRIDGE, 16, 32)
    answer = Answer(
        "Who came?", tuple(Statement(p.text, (p,)) for p in passages), kind=QuestionKind.LIST, note="Perhaps."
    )
    name, content = conversation("../a/b", (Exchange(1, "Who came?").finished(answer),), "md", CHAT)
    assert name == "ab.md"
    assert content == f"# \\../a/b\n\n{answer.to_markdown(CHAT)}"


@pytest.mark.parametrize("state", ["", "changed since", "withdrawn"])
def test_what_became_of_a_citation_is_said_and_nothing_leads_to_what_is_gone(state: str) -> None:
    kept = turn()
    assert kept.answer
    kept = replace(kept, answer={**kept.answer, "citations": [{**kept.answer["citations"][0], "state": state}]})
    ref = Passage(BRIDGE, 0, 15).ref
    for form in ("md", "html"):
        _, content = conversation("Who came?", (kept,), form, CHAT)
        assert state in content
        assert (f"{CHAT}#{ref}" in content) is (state != "withdrawn")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_of_it_holds_what_others_wrote_as_text(text: str) -> None:
    def tags(words: str) -> list[str]:
        article = Article("a.txt", f"{words} came.", words, author=words, publisher=words, url=words)
        cited = Passage(article, 0, len(article.text))
        answer = Answer(words, (Statement(cited.text, (cited,)),), note=words)
        return Reading(conversation(words, (Exchange(1, words).finished(answer),), "html", CHAT)[1]).tags

    assert tags(text) == tags("harmless")


def test_only_whose_it_is_can_save_it(tmp_path: Path) -> None:
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    service.conversations.keep(DESK, (turn(),))
    save = {function.__name__: function for function in server_functions(service)}["export_conversation"]
    sent: dict[str, Any] = {"owner": ANN, "conversation": DESK.id, "form": "md", "chat": CHAT}
    assert save(sent)["name"] == "Who came.md"
    assert "The mayor came." in save(sent)["content"]
    for wrong in ({"owner": BEN}, {"conversation": "2" * 32}, {"chat": "javascript:alert(1)"}, {"chat": 3}):
        assert save({**sent, **wrong}) == {}
    assert save(None) == {}
    assert save({**sent, "form": ["x"]})["name"] == "Who came.json"
