"""Conversations that stay, several lines in a question, and the theme: in a real browser over a stand-in library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from threading import Event
from typing import Any

import pytest

from rag.types import Answer, Article, Statement, Turn

from .browsers import in_both
from .chat import Chat, expect
from .conftest import WAIT
from .fake import FakeLibrary
from .test_browser_access import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
TEXT = "The mayor opened the bridge. The band Brassica played at the bridge."
OPENED, PLAYED = "Who opened the bridge?", "Which band played at the bridge?"


@pytest.fixture
def url(stand_in: Callable[[FakeLibrary], str]) -> str:
    return stand_in(FakeLibrary([Article("a.txt", TEXT, "Bridge")]))


class Slow(FakeLibrary):
    """Says nothing before it is told to."""

    def __init__(self, articles: Sequence[Article]) -> None:
        super().__init__(articles)
        self.told = Event()

    def stream(self, question: str, history: Sequence[Turn] = (), **how: Any) -> Generator[Statement, None, Answer]:
        assert self.told.wait(WAIT)
        return (yield from super().stream(question, history, **how))


def held_back(chat: Chat) -> list[Any]:
    """Requests that open a conversation: they reach the server once `continue_` is called."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route) if "owner" in (route.request.post_data or "") else route.continue_()

    chat.page.route("**/queue/join*", hold)
    return held


def let_go(chat: Chat, held: list[Any]) -> None:
    """Let the requests that were held back reach the server, and those to come at once: on a slow machine one may be
    sent again."""
    for request in held:
        request.continue_()
    chat.page.unroute("**/queue/join*")


def names(chat: Chat) -> list[str]:
    chat.page.get_by_role("button", name="Conversations").click()
    chat.page.wait_for_selector("#fn-desk[open] #fn-conversations > *")
    return list(chat.page.locator(".fn-open-conversation").all_inner_texts())


@in_both
def test_conversations_stay_until_they_are_deleted(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    page, panel = chat.page, chat.page.locator("#fn-desk")
    chat.ask(OPENED)
    chat.ask("And who played at the bridge?")
    page.reload()
    page.wait_for_function("document.querySelectorAll('.fn-turn').length === 2")
    expect(page.locator(".fn-question").first).to_have_text(OPENED, use_inner_text=True)
    chat.follow(chat.cites(chat.turns.first).first)
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_selector(".fn-welcome")
    chat.ask(PLAYED)
    assert set(names(chat)) == {PLAYED, OPENED}
    assert axe(chat) == []
    panel.get_by_role("button", name=f"Rename {OPENED}").click()
    panel.get_by_label("Name of the conversation").locator("visible=true").fill("The <b>mayor</b>")
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="The <b>mayor</b>", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.fn-turn').length === 2")
    assert names(open_chat(url).open()) == [], "another browser sees nothing of it"
    names(chat)
    panel.get_by_role("button", name="Delete all").first.click()
    panel.locator(".fn-all-conversations .fn-danger").click()
    panel.get_by_text("No conversation is kept yet.").wait_for()
    page.wait_for_selector(".fn-welcome", state="attached")
    page.keyboard.press("Escape")
    chat.reload()
    expect(chat.turns).to_have_count(0)


def test_a_question_before_the_conversation_is_open_is_answered_in_it(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    library = Slow([Article("a.txt", TEXT, "Bridge")])
    chat = open_chat(stand_in(library))
    held = held_back(chat)
    chat.open()
    chat.box.fill(OPENED)
    chat.box.press("Enter")
    let_go(chat, held)
    expect(chat.page.locator(".fn-turn[aria-busy]")).to_have_count(1)
    library.told.set()
    expect(chat.cites().first).to_be_attached()
    assert names(chat) == [OPENED]


def test_a_search_can_be_stopped(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    library = Slow([Article("a.txt", TEXT, "Bridge")])
    chat = open_chat(stand_in(library)).open()
    chat.box.fill(OPENED)
    chat.box.press("Enter")
    stop = chat.page.get_by_role("button", name="Stop")
    stop.click()
    expect(chat.last).to_contain_text("Stopped before the whole answer was found.")
    expect(stop).not_to_be_visible()
    library.told.set()
    expect(chat.ask(PLAYED).locator("a.cite").first).to_be_attached()


def test_a_question_is_left_with_its_conversation(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    library = Slow([Article("a.txt", TEXT, "Bridge")])
    chat = open_chat(stand_in(library)).open()
    chat.box.fill(OPENED)
    chat.box.press("Enter")
    expect(chat.page.locator(".fn-turn[aria-busy]")).to_have_count(1)
    chat.page.get_by_role("button", name="New conversation").click()
    chat.page.wait_for_selector(".fn-welcome")
    chat.box.fill(PLAYED)
    chat.box.press("Enter")
    expect(chat.page.locator(".fn-turn[aria-busy]")).to_have_count(1)
    library.told.set()
    expect(chat.cites().first).to_be_attached()
    expect(chat.turns).to_have_count(1)
    assert names(chat) == [PLAYED]


def test_a_question_sent_during_an_answer_is_asked_after_it(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    library = Slow([Article("a.txt", TEXT, "Bridge")])
    chat = open_chat(stand_in(library)).open()
    chat.box.fill(OPENED)
    chat.box.press("Enter")
    expect(chat.page.locator(".fn-turn[aria-busy]")).to_have_count(1)
    expect(chat.box).to_have_value("")
    chat.box.fill(PLAYED)
    for _ in range(2):
        chat.box.press("Enter")
    library.told.set()
    expect(chat.page.locator(".fn-question")).to_have_text([OPENED, PLAYED], use_inner_text=True)
    expect(chat.page.locator(".fn-turn[aria-busy]")).to_have_count(0)
    expect(chat.box).to_have_value("")
    expect(chat.turns).to_have_count(2)


def test_a_question_sent_while_the_stream_of_answers_ends_is_answered(
    open_chat: Open, stand_in: Callable[..., str]
) -> None:
    def late(app: Any) -> Any:
        """The server as it is, but what ends the stream of answers comes long after the last of them."""

        async def served(scope: Any, receive: Any, send: Any) -> None:
            async def slowly(message: Any) -> None:
                if b"close_stream" in message.get("body", b""):
                    await asyncio.sleep(1)
                await send(message)

            await app(scope, receive, slowly)

        return served

    chat = open_chat(stand_in(FakeLibrary([Article("a.txt", TEXT, "Bridge")]), around=late)).open()
    for question in (OPENED, PLAYED, OPENED):
        expect(chat.ask(question).locator("a.cite").first).to_be_attached()


def test_a_question_of_several_lines_is_one_question(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    low = chat.box.bounding_box()["height"]
    chat.box.fill("Who opened")
    chat.box.press("Shift+Enter")
    chat.page.keyboard.type("the bridge?")
    chat.page.wait_for_function("low => document.querySelector('#fn-question textarea').offsetHeight > low", arg=low)
    expect(chat.turns).to_have_count(0)
    chat.box.press("Enter")
    chat.page.wait_for_selector(".fn-actions")
    assert chat.last.locator(".fn-question").inner_text() == "Who opened\nthe bridge?"


def test_a_long_question_is_shown_folded_and_unfolds(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    asked = "\n".join(["Who opened the bridge?", *"ABCDE"])
    question = chat.ask(asked).locator(".fn-question")
    low = question.bounding_box()["height"]
    unfold = chat.last.get_by_role("button", name="Whole question", expanded=False)
    unfold.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.last.get_by_role("button", name="Whole question", expanded=True)).to_be_focused()
    assert question.bounding_box()["height"] >= 2 * low
    assert question.inner_text() == asked
    expect(chat.ask(OPENED).get_by_role("button", name="Whole question")).to_have_count(0)


@in_both
def test_at_the_desk_by_keys_and_by_hand(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    page = chat.page
    chat.box.blur()
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="What it can do")
    expect(panel.locator("kbd").first).to_be_visible()
    assert axe(chat) == []
    panel.get_by_role("button", name=OPENED).click()
    expect(panel).not_to_be_visible()
    expect(chat.cites().first).to_be_attached()
    chat.last.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("The question, to be changed").fill(PLAYED)
    page.keyboard.press("Enter")
    expect(page.locator(".fn-question")).to_have_text([PLAYED], use_inner_text=True)
    chat.ask(OPENED)
    for key, brought in (("ArrowUp", OPENED), ("ArrowUp", PLAYED), ("ArrowDown", OPENED), ("ArrowDown", "")):
        chat.box.press(key)
        expect(chat.box).to_have_value(brought)
    drop = """text => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData("text/plain", text);
        for (const name of ["dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer }));
    }"""
    page.evaluate(drop, "The river rose in June.")
    page.get_by_role("link", name="The river rose in June.txt").wait_for()
    expect(page.locator(".fn-list .fn-title").first, "what is added stands on top").to_contain_text("The river rose")


def test_a_server_that_is_lost_is_told_and_so_is_that_it_is_back(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    chat.ask(OPENED)
    chat.box.fill(PLAYED)
    chat.page.route("**/component_server/**", lambda route: route.abort())
    chat.page.evaluate("dispatchEvent(new Event('focus'))")
    banner = chat.page.get_by_role("alert").filter(has_text="The server cannot be reached.")
    expect(banner).to_be_visible()
    chat.page.unroute("**/component_server/**")
    expect(banner).not_to_be_visible()
    chat.troubles.clear()  # of what was cut off, which is what this is about
    expect(chat.box).to_have_value(PLAYED)
    chat.box.press("Enter")
    expect(chat.page.locator(".fn-question")).to_have_text([OPENED, PLAYED], use_inner_text=True)


def test_what_is_typed_outlives_the_page_until_it_is_asked(open_chat: Open, url: str) -> None:
    chat = open_chat(url).open()
    chat.box.fill(OPENED)
    expect(chat.reload().box).to_have_value(OPENED)
    chat.ask(OPENED)
    expect(chat.reload().turns).to_have_count(1)
    expect(chat.box).to_have_value("")


@in_both
def test_a_theme_is_chosen_against_the_system_and_kept(open_chat: Open, url: str) -> None:
    chat = open_chat(url, color_scheme="light").open()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = chat.page.evaluate(ground)
    names(chat)
    assert chat.page.get_by_label("System").is_checked()
    chat.page.get_by_label("Dark").check()
    chat.page.get_by_label("Large").check()
    dark = chat.page.evaluate(ground)
    assert dark != light
    assert axe(chat) == []
    chat.reload()
    assert chat.page.evaluate(ground) == dark
    names(chat)
    expect(chat.page.get_by_label("Large")).to_be_checked()
    chat.page.get_by_label("System").check()
    assert chat.page.evaluate(ground) == light
