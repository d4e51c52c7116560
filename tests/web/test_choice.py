"""Which articles may answer: chosen by a browser, for itself alone, and said with every answer that comes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.types import Article
from rag.web.calls import server_functions
from rag.web.check import check_text
from rag.web.conversations import FILE, Desk
from rag.web.events import ask_and_show, keep_each
from rag.web.service import Service

from .fake import FakeLibrary
from .plain import Reading

MAYOR = Article("news/mayor.txt", "The mayor opened the bridge.", "Mayor", publisher="Daily")
BAND = Article("news/band.txt", "The band Brassica played at the bridge.", "Band", publisher="Daily")
HALF = Article("news/\ud800.txt", "The bridge is of the best steel.", "Steel")
DESK, OTHER = Desk("a" * 32, "1" * 32), Desk("b" * 32, "1" * 32)
QUESTION = "Who opened the bridge, and which band played at the bridge of steel?"


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([MAYOR, BAND, HALF])


def sent(desk: Desk = DESK, **more: Any) -> dict[str, Any]:
    return {"owner": desk.owner, "conversation": desk.id, **more}


def calls(service: Service) -> dict[str, Any]:
    return {function.__name__: function for function in server_functions(service)}


def tick(service: Service, *articles: Article, chosen: bool = True, desk: Desk = DESK) -> dict[str, Any]:
    for article in articles:
        status: dict[str, Any] = calls(service)["choose"](sent(desk, key=article.key, chosen=chosen))
    return status


def asked(service: Service, desk: Desk = DESK) -> tuple[set[str], str]:
    """The titles that an answer cites, and which articles it says were asked."""
    (*_, last) = ask_and_show(service, (), QUESTION, desk=desk)
    (turn,) = last[3]
    assert turn.answer
    shown = f"only {turn.scope} asked" in Reading(last[1]).text
    assert shown is bool(turn.scope)
    return {citation["title"] for citation in turn.answer["citations"]}, turn.scope


def ticked(html: str) -> list[str]:
    boxes = [given for given in Reading(html).all("input") if given.get("type") == "checkbox"]
    return sorted(given["aria-label"] for given in boxes if "checked" in given)


def test_only_what_a_browser_chose_answers_it_and_the_answer_says_so(service: Service) -> None:
    assert asked(service) == ({"Mayor", "Band", "Steel"}, "")
    assert tick(service, MAYOR, HALF)["scope"] == "2 of 3 articles may answer."
    assert asked(service) == ({"Mayor", "Steel"}, "2 of 3 articles")
    assert asked(service, OTHER)[1] == ""
    assert ticked(calls(service)["open_reference"](sent(reference="articles"))) == ["Ask Mayor", "Ask Steel"]
    assert ticked(calls(service)["open_reference"](sent(OTHER, reference="articles"))) == []
    status = tick(service, MAYOR, chosen=False)
    assert status["limited"]
    assert asked(service) == ({"Steel"}, "1 of 3 articles")


@pytest.mark.parametrize("all_of_them", [True, False])
def test_all_of_them_and_none_of_them_are_the_whole_collection(service: Service, all_of_them: bool) -> None:
    status = tick(service, MAYOR, BAND, HALF)
    if not all_of_them:
        status = calls(service)["choose"](sent())
    assert (status["limited"], status["scope"]) == (False, "All 3 may answer. Tick some to ask only these.")
    assert asked(service) == ({"Mayor", "Band", "Steel"}, "")


def test_all_that_was_found_is_chosen_in_the_place_of_what_was(service: Service) -> None:
    tick(service, HALF)
    calls(service)["choose"](sent(words="DAILY"))
    assert asked(service) == ({"Mayor", "Band"}, "2 of 3 articles")


def test_a_choice_follows_the_articles(service: Service, library: FakeLibrary) -> None:
    tick(service, MAYOR)
    library.held[MAYOR.id] = replace(MAYOR, text="At last the mayor opened the bridge.")
    assert asked(service) == ({"Mayor"}, "1 of 3 articles")
    library.remove(MAYOR.id)
    assert asked(service) == ({"Band", "Steel"}, "")


def test_a_text_is_held_against_the_chosen_articles_alone(service: Service) -> None:
    tick(service, MAYOR)
    (*_, (report, _)) = check_text(service, f"{MAYOR.text} {BAND.text}", desk=DESK)
    text = Reading(report).text
    assert "2 sentences checked against 1 of 3 articles" in text
    assert text.count("Supported") == text.count("Not in the articles")


def test_what_was_asked_is_kept_with_the_answer(service: Service) -> None:
    tick(service, BAND)
    steps = keep_each(service, DESK, ask_and_show(service, (), QUESTION, desk=DESK))
    assert [turn.scope for turn in list(steps)[-1][3]] == ["1 of 3 articles"]
    assert [turn.scope for turn in service.recall(DESK)] == ["1 of 3 articles"]


@pytest.mark.parametrize(
    "more", [{"key": 3}, {"key": "x" * 16, "chosen": True}, {"key": ["a"]}, {"words": ["Daily"]}, {"words": "zzz"}]
)
def test_nonsense_chooses_nothing(service: Service, more: dict[str, Any]) -> None:
    assert calls(service)["choose"](sent(**more))["limited"] is False
    assert calls(service)["choose"](more)["limited"] is False


def test_a_file_that_cannot_be_read_costs_the_choice_and_the_page_says_so(service: Service, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    assert tick(service, MAYOR)["limited"] is False
    assert asked(service) == ({"Mayor", "Band", "Steel"}, "")
