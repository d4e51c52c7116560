"""Conversations that stay, several lines in a question, and the theme: in a real browser over a stand-in library."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.types import Article

from .chat import Chat, expect
from .fake import FakeLibrary
from .test_browser_access import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
OPENED, PLAYED = "Who opened the bridge?", "Which band played at the bridge?"


@pytest.fixture
def url(stand_in: Callable[[FakeLibrary], str]) -> str:
    text = "The mayor opened the bridge. The band Brassica played at the bridge."
    return stand_in(FakeLibrary([Article("a.txt", text, "Bridge")]))


def names(chat: Chat) -> list[str]:
    chat.page.get_by_role("button", name="Conversations").click()
    chat.page.wait_for_selector("#fn-desk[open] #fn-conversations > *")
    return list(chat.page.locator(".fn-open-conversation").all_inner_texts())


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
    page.reload()
    chat.open()
    expect(chat.turns).to_have_count(0)


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


def test_a_theme_is_chosen_against_the_system_and_kept(open_chat: Open, url: str) -> None:
    chat = open_chat(url, color_scheme="light").open()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = chat.page.evaluate(ground)
    names(chat)
    assert chat.page.get_by_label("System").is_checked()
    chat.page.get_by_label("Dark").check()
    dark = chat.page.evaluate(ground)
    assert dark != light
    assert axe(chat) == []
    chat.page.reload()
    chat.open()
    assert chat.page.evaluate(ground) == dark
    names(chat)
    chat.page.get_by_label("System").check()
    assert chat.page.evaluate(ground) == light
