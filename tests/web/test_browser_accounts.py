"""Accounts in a real browser: signing in and out, what a reader is shown, and whose conversations are whose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import rag.serving.users as users
from rag.serving.settings import Settings
from rag.types import Article

from .chat import Chat, expect
from .fake import FakeLibrary
from .people import PASSWORD, closed

__all__ = ["closed"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
BRIDGE = Article("news/bridge.txt", "The mayor opened the bridge. The band played a march.", "Bridge")
HARBOUR = Article("news/harbour.txt", "The harbour master closed the harbour.", "Harbour")
QUESTION = "Who opened the bridge?"
# Somebody drags a text over the page.
DRAG = """() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'The band played.');
    document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
}"""
Open = Callable[..., Chat]
Serve = Callable[..., str]


@pytest.fixture
def url(stand_in: Serve, closed: Settings) -> str:
    return stand_in(FakeLibrary([BRIDGE, HARBOUR]), settings=closed)


def sign_in(chat: Chat, name: str, password: str = PASSWORD) -> None:
    """Fill in the page for signing in and send it with Enter."""
    chat.page.get_by_label("Name").fill(name)
    chat.page.get_by_label("Password").fill(password)
    chat.page.get_by_label("Password").press("Enter")


def signed_in(chat: Chat, name: str) -> Chat:
    """Sign in, and wait until the page that one comes to is ready."""
    chat.page.goto(chat.url)
    sign_in(chat, name)
    return chat.open()


def sign_out(chat: Chat) -> None:
    """Sign out, and wait for the page for signing in. What the page left was still waiting for is refused: the browser
    says so, and nobody misses it."""
    chat.page.get_by_role("button", name="Sign out").click()
    chat.page.wait_for_url("**/login*")
    expect(chat.page).to_have_title("Sign in · Footnote")
    chat.troubles.clear()


def conversations(chat: Chat) -> Any:
    chat.page.get_by_role("button", name="Conversations and settings").click()
    return chat.page.locator("#fn-desk")


def test_one_signs_in_asks_and_signs_out(open_chat: Open, url: str) -> None:
    chat = open_chat(url)
    chat.page.goto(url)
    expect(chat.page).to_have_title("Sign in · Footnote")
    expect(chat.page.get_by_label("Name")).to_be_focused()
    sign_in(chat, "ann", "wrong horse")
    expect(chat.page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    expect(chat.page.get_by_label("Name")).to_have_value("ann")
    expect(chat.page.get_by_label("Password")).to_be_focused()
    chat.troubles.clear()  # the browser says of any 401 that it is one
    sign_in(chat, "ann")
    chat.page.wait_for_url(url)
    chat.open()
    chat.ask(QUESTION)
    chat.follow(chat.cites().first)
    expect(conversations(chat)).to_contain_text("Signed in as ann", use_inner_text=True)
    sign_out(chat)
    chat.page.go_back()
    expect(chat.page).to_have_title("Sign in · Footnote")
    chat.troubles.clear()  # where the browser had kept the page, it went on waiting


def test_signing_in_needs_no_script_and_leads_to_where_one_came_from(open_chat: Open, url: str) -> None:
    chat = open_chat(url, java_script_enabled=False)
    chat.page.goto(f"{url}check")
    sign_in(chat, "ann")
    chat.page.wait_for_url(f"{url}check")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_page_for_signing_in_fits_and_can_be_read_by_everybody(
    open_chat: Open, url: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    chat = open_chat(url, width=width, color_scheme=scheme)
    chat.page.goto(url)
    grounds = {"light": "rgb(251, 250, 247)", "dark": "rgb(23, 22, 20)"}
    assert chat.page.evaluate("getComputedStyle(document.body).backgroundColor") == grounds[scheme]
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(chat.page)
    assert found.violations_count == 0, found.generate_report()


def test_a_reader_is_shown_nothing_that_changes_the_articles(open_chat: Open, url: str) -> None:
    changing = "#fn-files, #fn-paste, [data-do=remove-article], [data-do=remove-chosen], [data-do=edit], .fn-edit"
    shown = {}
    for name in ("ann", "ben"):
        chat = signed_in(open_chat(url), name)
        expect(chat.page.locator(".fn-list li")).to_have_count(2)
        shown[name] = chat.page.locator(changing).count()
        chat.page.locator(".fn-title").first.click()
        chat.page.wait_for_selector(".fn-article")
        shown[name] += chat.page.locator(changing).count()
        chat.page.evaluate(DRAG)
        expect(chat.page.locator("#fn-drop")).to_be_visible(visible=name == "ann")
    assert shown["ann"] >= 6
    assert shown["ben"] == 0
    chat.ask(QUESTION)
    expect(chat.cites().first).to_be_attached()


def test_two_peoples_conversations_never_meet_and_ones_own_is_on_every_machine(open_chat: Open, url: str) -> None:
    first = signed_in(open_chat(url), "ben")
    first.ask(QUESTION)
    elsewhere = signed_in(open_chat(url), "ben")
    expect(conversations(elsewhere)).to_contain_text(QUESTION, use_inner_text=True)
    elsewhere.page.locator(".fn-open-conversation").click()
    expect(elsewhere.turns).to_have_count(1)
    other = signed_in(open_chat(url), "cleo")
    expect(conversations(other)).to_contain_text("No conversation is kept yet", use_inner_text=True)
    # With everything that the other browser holds in hand.
    kept = first.page.evaluate("JSON.stringify(localStorage)")
    other.page.evaluate("kept => Object.assign(localStorage, JSON.parse(kept))", kept)
    other.page.evaluate("kept => Object.assign(sessionStorage, JSON.parse(kept))", kept)
    other.open()
    expect(other.turns).to_have_count(0)
    expect(conversations(other)).to_contain_text("No conversation is kept yet", use_inner_text=True)


def test_who_signs_in_after_another_in_one_browser_sees_nothing_of_theirs(open_chat: Open, url: str) -> None:
    chat = signed_in(open_chat(url), "ben")
    chat.ask(QUESTION)
    conversations(chat)
    sign_out(chat)
    sign_in(chat, "cleo")
    chat.page.wait_for_url(url)
    chat.open()
    expect(chat.turns).to_have_count(0)
    expect(conversations(chat)).to_contain_text("Signed in as cleo", use_inner_text=True)


def test_a_session_that_ended_elsewhere_leads_to_signing_in_and_back(
    open_chat: Open, url: str, closed: Settings
) -> None:
    chat = signed_in(open_chat(url), "ben")
    turn = chat.ask(QUESTION)
    chat.follow(chat.cites(turn).first)
    reference = chat.page.evaluate("location.hash")
    assert closed.users
    users.add(closed.users, "ben", "another horse", users.read(closed.users)["ben"].role)
    chat.box.fill("What did the band play?")
    chat.box.press("Enter")
    chat.page.wait_for_url("**/login?next=*")
    chat.troubles.clear()
    sign_in(chat, "ben", "another horse")
    chat.page.wait_for_url(f"{url}{reference}")
    expect(chat.turns).to_have_count(1)
    chat.page.wait_for_selector("#fn-hit")


def test_one_question_too_many_is_told_and_can_be_asked_again(
    open_chat: Open, stand_in: Serve, closed: Settings
) -> None:
    from threading import Event

    library, going = FakeLibrary([BRIDGE]), Event()
    real = library.stream

    def slow(*given: Any, **named: Any) -> Any:
        if not going.wait(0) and given[0].startswith("Slow"):
            going.wait()
        return (yield from real(*given, **named))

    library.stream = slow  # type: ignore[method-assign]
    url = stand_in(library, settings=Settings(at_once=1))
    first, second = open_chat(url).open(), open_chat(url).open()
    first.box.fill("Slow: who opened the bridge?")
    first.box.press("Enter")
    first.page.wait_for_selector(".fn-turn[aria-busy]")
    turn = second.ask(QUESTION)
    expect(turn).to_contain_text("Too many questions at once. Try again in a few seconds.", use_inner_text=True)
    going.set()
    expect(first.cites().first).to_be_attached()
    turn.get_by_role("button", name="Try again").click()
    expect(second.cites().first).to_be_attached()
