"""The list narrowed by what is known, and the ways through a text: in a real browser over a stand-in library."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.types import Article

from .chat import Chat, expect
from .fake import FakeLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
TEXT = "The mayor opened the bridge. It rained.\nThe band played at the bridge."
ARTICLES = [
    Article("a.txt", TEXT, "Bridge", publisher="Post"),
    Article("b.txt", "The band played at the harbour, the bridge said.", "Harbour", publisher="Mail"),
    Article("c.txt", "Nothing here.", "Nothing", publisher="Post"),
]
QUESTION = "Who opened the bridge, and which band played at the bridge?"


def page_text(chat: Chat) -> str:
    return str(chat.page.locator(".fn-text").text_content())


def test_one_goes_from_citation_to_citation_and_finds_words(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    chat = open_chat(stand_in(FakeLibrary(ARTICLES))).open()
    chat.ask(QUESTION)
    chat.follow(chat.cites().first)
    step = chat.page.locator(".fn-step")
    expect(step).to_have_text("1 of 3")
    chat.page.get_by_role("button", name="Next citation").click()
    expect(step).to_have_text("2 of 3")
    chat.hold_mark("The band played at the bridge.")
    chat.page.keyboard.press("n")
    expect(chat.page.locator("#fn-reader-title")).to_have_text("Harbour")
    chat.page.keyboard.press("n")
    chat.hold_mark("The mayor opened the bridge.")
    chat.page.get_by_role("button", name="Find", exact=True).click()
    field, found = chat.page.get_by_label("Find in this article", exact=True), chat.page.locator("#fn-found")
    field.fill("BRIDGE")
    expect(found).to_have_text("1 of 2")
    field.press("Enter")
    expect(found).to_have_text("2 of 2")
    field.fill("rained. the BAND")
    expect(found).to_have_text("1 of 1", use_inner_text=True)
    chat.wait_until("[...CSS.highlights.get('fn-found')].map(String).join()", "rained.\nThe band")
    field.fill("(.*")
    expect(found).to_have_text("nowhere")
    field.press("Escape")
    expect(field).not_to_be_visible()
    assert page_text(chat) == TEXT, "nothing was put into the text"


def test_a_narrowed_list_is_asked_alone_and_one_article_for_its_main_points(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    chat = open_chat(stand_in(FakeLibrary(ARTICLES))).open()
    page = chat.page
    page.get_by_label("Outlet").focus()
    page.get_by_label("Outlet").select_option("Post")
    expect(page.locator(".fn-list h3")).to_have_count(2)
    expect(page.get_by_label("Outlet")).to_be_focused()
    page.get_by_role("button", name="Ask only these 2").click()
    expect(page.locator("#fn-scope")).to_contain_text("2 of 3 articles may answer.")
    expect(chat.ask(QUESTION)).to_contain_text("2 passages from 1 article · only 2 of 3 articles asked")
    page.get_by_role("link", name="Bridge", exact=True).first.click()
    page.get_by_role("button", name="Main points").click()
    expect(chat.last).to_contain_text("What are the main points of “Bridge”?")
    page.get_by_role("link", name="All articles").click()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".fn-list h3")).to_have_count(3)


def test_a_quote_is_shown_between_the_sentences_around_it_and_hides_no_question(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    chat = open_chat(stand_in(FakeLibrary(ARTICLES))).open()
    turn = chat.ask("Which band played at the bridge?")
    chat.cites().first.hover()
    tip = chat.page.locator("#fn-tip")
    expect(tip.locator("q")).to_have_text("The band played at the bridge.")
    expect(tip.locator("span").first).to_have_text("It rained.")
    question, shown = (part.bounding_box() for part in (turn.locator(".fn-question"), tip))
    assert shown["y"] >= question["y"] + question["height"] or shown["y"] + shown["height"] <= question["y"]


PRINT = "window.print = () => { dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')); }"


def test_the_article_alone_is_printed_by_its_button_and_the_conversation_by_the_browsers_own(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    # As wide as paper, where the page has one column.
    chat = open_chat(stand_in(FakeLibrary(ARTICLES)), width=700).open()
    chat.ask(QUESTION)
    answer, text = chat.page.locator(".fn-statement").first, chat.page.locator(".fn-text")
    chat.follow(chat.cites().first)
    chat.page.evaluate(PRINT)
    chat.page.get_by_role("button", name="Print").click()
    chat.page.emulate_media(media="print")
    expect(text).to_be_visible()
    assert chat.page.evaluate(
        "document.documentElement.scrollHeight >= document.getElementById('fn-reader').scrollHeight"
    )
    for hidden in (answer, *(chat.page.locator(part) for part in (".fn-bar", "[data-do=overview]", ".fn-legend"))):
        expect(hidden).not_to_be_visible()
    chat.page.emulate_media(media="screen")
    chat.page.get_by_role("button", name="Back to answer").click()
    chat.page.evaluate("print()")
    chat.page.emulate_media(media="print")
    expect(answer).to_be_visible()
    expect(text).not_to_be_visible()
