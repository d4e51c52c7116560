"""Several processes behind one port, over one index in Postgres: none of them knows what another has to know."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

import pytest

from benchmarks import workers
from rag import Library
from tests.postgres import fresh

from . import corpus
from .chat import Chat, expect

WORKERS = 2
TIMES = 8
"""How often each question is asked, all at once."""
QUESTIONS = (
    "Who retired from Corran Point?",
    "Why was the keeper's post closed?",
    "When will the ferry Osprey not sail?",
    "What does a ticket to Eastby cost from April?",
    "Who won the golden sheaf?",
    "Who won the world cup of cheese?",
)


class Served(NamedTuple):
    url: str
    """Of the proxy."""
    workers: list[str]
    index: str


@pytest.fixture(scope="module", params=["caddy", "nginx"])
def served(request: pytest.FixtureRequest, postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two processes that serve one index, behind a proxy that is set up as the documentation says."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    folder, index = tmp_path_factory.mktemp("workers"), fresh(postgres)
    with closing(Library(index)) as library:
        library.update(corpus.write(folder / "articles"))
    with workers.serving(index, folder, WORKERS, request.param, at_once=100) as (url, own):
        yield Served(url, own, index)


def test_of_many_at_once_each_gets_its_own_answer_whoever_gives_it(served: Served) -> None:
    expected = workers.answers(served.index, QUESTIONS)
    before = [workers.asked(worker) for worker in served.workers]
    with ThreadPoolExecutor(1) as thread:  # Playwright may keep an event loop running in this one
        got = thread.submit(asyncio.run, workers.ask_all(served.url, QUESTIONS * TIMES)).result()
    assert [answer for _, answer in got] == expected * TIMES
    asked = [workers.asked(worker) - start for worker, start in zip(served.workers, before, strict=True)]
    assert sum(asked) == len(QUESTIONS) * TIMES
    assert all(asked), "both have worked"


@pytest.mark.browser
def test_a_conversation_goes_on_wherever_its_page_is_served(served: Served, open_chat: Callable[..., Chat]) -> None:
    chat = open_chat(served.url).open()
    assert "Magnus Thorne" in chat.ask(QUESTIONS[0]).inner_text()
    known = {cookie["name"]: cookie["value"] for cookie in chat.page.context.cookies()}["footnote_worker"]
    seen = {known}
    while len(seen) < WORKERS:  # without its cookie it is given to either
        # What the page of before still asks for would be given to either as well, and one of them knows nothing of it.
        chat.page.goto("about:blank")
        chat.page.context.clear_cookies(name="footnote_worker")
        chat.open()
        expect(chat.turns).to_have_count(1)
        expect(chat.last).to_contain_text("Magnus Thorne")
        seen |= {cookie["value"] for cookie in chat.page.context.cookies() if cookie["name"] == "footnote_worker"}
    assert "barometer" in chat.ask("What did the sailors give him?").inner_text()
    chat.follow(chat.cites().first)


@pytest.mark.browser
def test_whoever_asks_at_once_in_several_windows_sees_their_own_answers(
    served: Served, open_chat: Callable[..., Chat]
) -> None:
    chats = [open_chat(served.url).open() for _ in range(4)]
    for chat, question in zip(chats, QUESTIONS, strict=False):
        chat.box.fill(question)
        chat.box.press("Enter")
    for chat, question in zip(chats, QUESTIONS, strict=False):
        chat.page.wait_for_function("document.querySelector('.fn-turn:not([aria-busy]) .fn-answer')")
        assert question in chat.last.inner_text()
        expect(chat.turns).to_have_count(1)
