"""The page in the language of its reader: in a real browser over a stand-in library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rag.types import Article
from rag.web.translation import catalogue

from .chat import Chat, expect
from .fake import FakeLibrary
from .test_browser_access import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
Serve = Callable[..., str]
TEXT = "The mayor opened the bridge. The band Brassica played at the bridge."
QUESTION = "Who opened the bridge?"
# All that can be read or heard of the page: its texts, and the names of what is on it.
WORDS = """() => [...document.querySelectorAll('body *:not(script, style)')].flatMap(element => [
    ...[...element.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent),
    ...['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name)),
]).filter(Boolean).map(text => text.trim())"""
ENGLISH = {
    entry.id: entry.string
    for entry in catalogue("de")
    if isinstance(entry.id, str) and entry.id and "{" not in entry.id and entry.id != entry.string
}


@pytest.fixture
def url(stand_in: Serve) -> str:
    articles = [Article(f"{name}.txt", TEXT, name, published=f"2026-02-1{i}") for i, name in enumerate("ABC")]
    return stand_in(FakeLibrary(articles))


def german(open_chat: Open, url: str, **how: Any) -> Chat:
    chat = open_chat(url, locale="de-AT", **how)
    chat.label = "Neue Frage"
    return chat


def english_on(chat: Chat) -> set[str]:
    shown = set(chat.page.evaluate(WORDS))
    assert len(shown) > 30
    return shown & ENGLISH.keys()


def test_a_german_browser_gets_the_page_in_german_wherever_it_goes(open_chat: Open, url: str) -> None:
    chat = german(open_chat, url).open()
    page = chat.page
    assert page.evaluate("document.documentElement.lang") == "de"
    expect(page.locator("#fn-count-line")).to_have_text("3 Artikel. Jeder Satz führt zu seiner Quelle.")
    assert english_on(chat) == set()
    turn = chat.ask(QUESTION)
    expect(turn.locator(".fn-count")).to_have_text("3 Stellen aus 3 Artikeln")
    expect(page.locator("#fn-status")).to_have_text("Antwort fertig: 3 Stellen aus 3 Artikeln.", use_inner_text=True)
    chat.ask("What is the tallest mountain?")
    expect(chat.last.locator(".fn-notice")).to_contain_text("Nicht in diesen Artikeln.")
    page.get_by_role("button", name="Gespräche und Einstellungen").click()
    page.get_by_role("button", name="Löschen").first.wait_for()
    assert english_on(chat) == set()
    assert axe(chat) == []
    page.get_by_role("button", name="Hilfe und Tasten").click()
    page.get_by_text("Umschalt + Eingabe").wait_for()
    assert english_on(chat) == set()
    page.keyboard.press("Escape")
    chat.follow(chat.cites(chat.turns.first).first)
    expect(page.locator(".fn-step")).to_have_text("1 von 3")
    page.get_by_role("button", name="Angaben bearbeiten").click()
    expect(page.locator(".fn-article > .fn-meta").first).to_contain_text("10. Februar 2026")
    assert english_on(chat) == set()
    page.get_by_role("link", name="Text prüfen").click()
    page.get_by_label("Zu prüfender Text").fill(TEXT)
    page.get_by_role("button", name="Prüfen", exact=True).click()
    expect(page.locator(".fn-report-title")).to_have_text("2 Sätze geprüft")
    assert english_on(chat) == set()


def test_the_language_is_chosen_in_the_settings_and_kept(open_chat: Open, url: str) -> None:
    chat = german(open_chat, url).open()
    turn = chat.ask(QUESTION)
    said = turn.locator(".fn-answer").inner_text()
    for choice, code, count in (("English", "en", "3 passages from"), ("The browser’s", "de", "3 Stellen aus")):
        chat.page.locator("[data-do=desk]").click()
        chat.page.get_by_role("radio", name=choice).click(force=True)
        chat.wait_until("document.documentElement.lang", code)
        chat.open()
        expect(chat.turns.locator(".fn-count")).to_contain_text(count)
        assert chat.turns.locator(".fn-answer").inner_text() == said, "what articles say stays as it is"


@pytest.mark.parametrize("width", [320, 560, 700, 900])
def test_german_words_fit(open_chat: Open, url: str, width: int) -> None:
    chat = german(open_chat, url, width=width, height=700).open()
    chat.ask(QUESTION)
    wider = """() => [...document.querySelectorAll('#fn-left, #fn-head, #fn-composer, #fn-reader, nav > *, h1')]
        .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map(e => e.id || e.textContent)"""
    assert chat.page.evaluate(wider) == []
    chat.page.locator("[data-do=desk]").click()
    chat.page.locator("#fn-conversations > *").first.wait_for()
    assert chat.page.evaluate("(d => d.scrollWidth <= d.clientWidth)(document.getElementById('fn-desk'))")
    chat.page.keyboard.press("Escape")
    chat.cites().first.click()
    chat.page.wait_for_selector("#fn-hit")
    assert chat.page.evaluate(wider) == []


def test_magnified_four_times_the_answer_has_the_room(open_chat: Open, url: str) -> None:
    chat = german(open_chat, url, width=320, height=200).open()
    turn = chat.ask(QUESTION)
    statement = turn.locator(".fn-statement").first
    statement.scroll_into_view_if_needed()
    # From under the header to the end of the window nothing lies over what is read.
    seen = """([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('#fn-transcript'))"""
    assert [chat.page.evaluate(seen, [160, y]) for y in (70, 130, 190)] == [True] * 3
    chat.box.scroll_into_view_if_needed()
    expect(chat.box).to_be_in_viewport()
    chat.follow(chat.cites(turn).first)
