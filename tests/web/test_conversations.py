"""Conversations that stay: kept for whoever began them, restored as they were, their citations where the words are."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.types import Answer, Article, Passage, QuestionKind, Statement
from rag.web.anchors import CHANGED, WITHDRAWN, anchored
from rag.web.calls import server_functions
from rag.web.conversations import FILE, MAX_NAME, Conversations, Desk
from rag.web.events import ask_and_show, keep_each, recalled
from rag.web.render import transcript
from rag.web.turns import Exchange

from .fake import FakeLibrary, ready
from .plain import Reading
from .test_markup import HOSTILE
from .test_render import READY

TEXT = "The mayor came. The band played. The mayor came."
BRIDGE = Article("news/bridge.txt", TEXT, "Bridge")
ANN, BEN = "a" * 32, "b" * 32
DESK = Desk(ANN, "1" * 32)


def turn(number: int = 1, question: str = "Who came?", start: int = 0, end: int = 15) -> Exchange:
    cited = Passage(BRIDGE, start, end)
    answer = Answer(question, (Statement(cited.text, (cited,)),), kind=QuestionKind.LIST)
    return Exchange(number, question, QuestionKind.LIST).finished(answer)


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def test_a_conversation_comes_back_as_it_was(kept: Conversations, tmp_path: Path) -> None:
    turns = (turn(), replace(turn(2), state="failed", reason="The model is gone.").judged("helpful"))
    kept.keep(DESK, (*turns, Exchange(3, "Still searching?")))
    assert Conversations(tmp_path).turns(DESK) == turns
    kept.keep(DESK, (turns[0], turn(2, "Who else?")))
    assert [one.question for one in kept.turns(DESK)] == ["Who came?", "Who else?"]


def test_they_are_named_by_their_first_question_and_listed_newest_first(kept: Conversations) -> None:
    kept.keep(DESK, (turn(1, "Who\n  came?" + "x" * 500), turn(2, "Why?")))
    kept.keep(Desk(ANN, "2" * 32), (turn(1, "What fell?"),))
    first, second = sorted(kept.all(ANN), key=lambda one: one.id)
    assert (first.name, first.questions) == (("Who came?" + "x" * 500)[:MAX_NAME], 2)
    assert second.name == "What fell?"
    kept.rename(DESK, "  The\nbridge ")
    kept.rename(Desk(ANN, "2" * 32), "   ")
    kept.keep(DESK, (turn(1, "Who came?"), turn(3, "And then?")))
    assert {one.name for one in kept.all(ANN)} == {"The bridge", "What fell?"}


def test_nobody_sees_or_touches_anothers(kept: Conversations) -> None:
    kept.keep(DESK, (turn(),))
    stranger = Desk(BEN, DESK.id)
    assert kept.turns(stranger) == ()
    assert kept.all(BEN) == []
    kept.rename(stranger, "Mine")
    kept.delete(BEN, DESK.id)
    kept.delete(BEN)
    assert [one.name for one in kept.all(ANN)] == ["Who came?"]
    kept.keep(stranger, (turn(1, "Mine?"),))
    assert [one.question for one in kept.turns(DESK)] == ["Who came?"]


def test_what_is_deleted_is_nowhere_any_more(kept: Conversations, tmp_path: Path) -> None:
    for number in "123":
        kept.keep(Desk(ANN, number * 32), (turn(1, f"Zanzibar {number}?"),))
    kept.delete(ANN, "1" * 32)
    assert len(kept.all(ANN)) == 2
    assert b"Zanzibar 1" not in (tmp_path / FILE).read_bytes()
    kept.delete(ANN)
    assert kept.all(ANN) == []
    assert b"Zanzibar" not in (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize(
    "sent", [None, 3, {}, {"owner": ANN}, {"owner": ANN, "conversation": "1" * 31}, {"owner": [ANN]}]
)
def test_only_two_tokens_are_a_desk(sent: Any, kept: Conversations, tmp_path: Path) -> None:
    assert Desk.of(sent) is None
    assert Desk.of({"owner": ANN, "conversation": DESK.id}) == DESK
    calls = {function.__name__: function for function in server_functions(ready(FakeLibrary([BRIDGE]), tmp_path))}
    assert [calls[name](sent) for name in ("list_conversations", "rename_conversation", "delete_conversation")] == [
        ""
    ] * 3


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_text(text: str, tmp_path: Path) -> None:
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    service.conversations.keep(DESK, (turn(),))
    calls = {function.__name__: function for function in server_functions(service)}
    sent = {"owner": ANN, "conversation": DESK.id, "open": DESK.id}
    harmless = Reading(calls["rename_conversation"]({**sent, "name": "harmless"}))
    renamed = Reading(calls["rename_conversation"]({**sent, "name": f"'); DROP TABLE turn; -- {text}"}))
    assert renamed.tags == harmless.tags
    assert len(service.recall(DESK)) == 1


def test_a_file_that_cannot_be_read_costs_the_conversation_and_not_the_page(tmp_path: Path) -> None:
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    service.keep_conversation(DESK, (turn(),))
    assert service.recall(DESK) == ()
    with pytest.raises(sqlite3.Error):
        service.conversations.turns(DESK)


def test_a_new_window_keeps_what_was_asked_in_it_and_an_old_one_gets_its_turns(tmp_path: Path) -> None:
    service = ready(FakeLibrary([BRIDGE]), tmp_path)
    assert recalled(service, None, DESK)[2] == ()
    assert recalled(service, None, DESK)[-1] == DESK
    for step in keep_each(service, DESK, ask_and_show(service, (), "Who came, the mayor?")):
        last = step
    assert recalled(service, None, DESK)[2] == last[3]
    assert recalled(service, DESK, Desk(ANN, "2" * 32))[2] == ()


def cited(article: Article | None, start: int, end: int) -> tuple[Any, Any]:
    """What became of the one citation of a turn, where the collection holds this article now."""
    old = (turn(start=start, end=end),)
    (now,) = anchored(old, FakeLibrary([article] if article else []))
    assert now.answer
    return old[0].answer["citations"][0], now.answer["citations"][0]  # type: ignore[index]


def test_a_citation_of_an_article_as_it_was_stays() -> None:
    before, now = cited(BRIDGE, 33, 48)
    assert now == before


def test_a_citation_of_a_changed_article_follows_its_words() -> None:
    changed = Article(BRIDGE.id, "It rained. " + TEXT, "Bridge")
    _, now = cited(changed, 33, 48)
    assert (now["state"], now["start"], changed.text[now["start"] : now["end"]]) == (CHANGED, 44, "The mayor came.")
    assert now["ref"] == Passage(changed, 44, 59).ref


@pytest.mark.parametrize("article", [None, Article(BRIDGE.id, "Nobody came.", "Bridge"), replace(BRIDGE, id="b.txt")])
def test_a_citation_without_its_words_is_withdrawn_and_says_so(article: Article | None) -> None:
    before, now = cited(article, 0, 15)
    assert now == before | {"state": WITHDRAWN}
    turns = anchored((turn(),), FakeLibrary([article] if article else []))
    reading = Reading(transcript(turns, READY))
    assert "withdrawn" in reading.text
    assert any("fn-withdrawn" in given["class"] for given in reading.all("a"))


def test_the_articles_own_words_below_a_phrased_answer_are_held_against_them_too() -> None:
    passage = Passage(BRIDGE, 0, 15)
    own = Answer("Who came?", (Statement(passage.text, (passage,)),))
    phrased = Exchange(1, "Who came?").finished(Answer("Who came?", own_words=own, explanation="Nothing."))
    (now,) = anchored((phrased,), FakeLibrary())
    assert now.answer
    assert now.answer["own_words"]["citations"][0]["state"] == WITHDRAWN


def test_an_article_that_comes_back_takes_its_citations_back() -> None:
    gone = anchored((turn(),), FakeLibrary())
    (back,) = anchored(gone, FakeLibrary([BRIDGE]))
    assert back.answer
    assert back.answer["citations"][0]["state"] == ""
