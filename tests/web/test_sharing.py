"""An answer that is shared: for whoever has its link, as it is now, until sharing is ended."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag.types import Article
from rag.web.conversations import Desk
from rag.web.events import ask_and_show
from rag.web.render import transcript
from rag.web.service import Service
from rag.web.sharing import ADDRESS, endpoint, page, share
from rag.web.turns import Conversation

from .fake import FakeLibrary
from .plain import Reading

BRIDGE = Article("news/bridge.txt", "The <b>mayor</b> opened the bridge. The band played.", "Bridge & Co")
DESK, OTHER = Desk("a" * 32, "1" * 32), Desk("b" * 32, "1" * 32)


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([BRIDGE])


@pytest.fixture
def turns(service: Service) -> Conversation:
    turns = list(ask_and_show(service, (), "Who opened the bridge?"))[-1][3]
    service.keep_conversation(DESK, turns)
    return turns


def test_a_shared_answer_is_read_with_its_sources_until_sharing_is_ended(service: Service, turns: Conversation) -> None:
    (shared,) = turns = share(service, DESK, turns, {"turn": 1})
    assert len(shared.shared) == 32
    assert f"shared/{shared.shared}" in transcript(turns, service.status)
    app = FastAPI()
    app.add_route(ADDRESS, endpoint(service))
    reached = TestClient(app).get(f"/shared/{shared.shared}")
    assert (reached.status_code, reached.headers["cache-control"]) == (200, "no-store")
    assert "The <b>mayor</b> opened the bridge." in Reading(reached.text).text
    body = reached.text.partition("<body>")[2]
    assert body.count("Who opened the bridge?") == 1, "the question stands above it once"
    ref = shared.answer["citations"][0]["ref"] if shared.answer else ""
    assert f"../#{ref}" in {given.get("href") for given in Reading(reached.text).all("a")}
    service.keep_conversation(DESK, turns)
    assert share(service, DESK, turns, {"turn": 1}) == turns, "it has one link"
    assert service.recall(DESK) == turns, "it is still shared after a restart"
    (ended,) = share(service, DESK, turns, {"turn": 1, "stop": True})
    assert ended.shared == ""
    assert TestClient(app).get(f"/shared/{shared.shared}").status_code == 404
    (again,) = share(service, DESK, (ended,), {"turn": 1})
    assert again.shared != shared.shared, "an old link stays dead"


def test_what_is_shared_is_the_answer_as_it_is_now(service: Service, library: FakeLibrary, turns: Conversation) -> None:
    (shared,) = turns = share(service, DESK, turns, {"turn": 1})
    asked = list(ask_and_show(service, turns, "Which band played, and who opened the bridge?", {"again": 1}))[-1][3]
    service.keep_conversation(DESK, asked)
    assert "Which band played" in (page(service, shared.shared) or "")
    library.remove(BRIDGE.id)
    assert "withdrawn" in (page(service, shared.shared) or "")
    service.conversations.delete(DESK.owner, DESK.id)
    assert page(service, shared.shared) is None, "it goes with its conversation"


def test_only_its_owner_shares_an_answer_and_only_an_answer(service: Service, turns: Conversation) -> None:
    for sent in ({}, {"turn": 2}, {"turn": "1"}, {"turn": 1, "stop": True}):
        assert share(service, DESK, turns, sent) == turns
    assert share(service, None, turns, {"turn": 1}) == turns
    assert share(service, OTHER, turns, {"turn": 1}) == turns, "there is no such turn at that desk"
    for id in ("", "../x", "a" * 32, "A" * 32, f"{'a' * 32}\n"):
        assert page(service, id) is None
