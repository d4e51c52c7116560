"""Checking a text in a real browser over the real library and encoder: from the paste to the marked passage."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from rag.types import Article

from .chat import Chat, expect
from .conftest import WAIT, Served
from .fake import FakeLibrary
from .test_browser import KEEPER
from .test_browser_access import NARROW, axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
TRUE = "Magnus Thorne retired on Wednesday after forty-one years of service."
FALSE = "Tickets for the crossing to Eastby rise to twelve crowns from April."
UNSAID = "Emperor penguins raise their chicks in Antarctica."
HOSTILE = "Orla Finch won <img src=x onerror=window.PWN=1> ${window.PWN=1} {{value}} </li></ol><b>bread</b>."
TEXT = f"Here is what I found:\n\n- {TRUE}\n- {FALSE}\n\n{UNSAID} {HOSTILE} Have a nice day!"
CLAIMS = ".fn-claim"


def check(chat: Chat, text: str) -> Any:
    """Paste a text, send it with the keyboard, and give the sentences of the report."""
    chat.page.get_by_label("The text to check").fill(text)
    chat.page.keyboard.press("Control+Enter")
    chat.page.wait_for_selector("#fn-report .fn-tally")  # any report: an earlier one stands until it is replaced
    return chat.page.locator(CLAIMS)


def opened(chat: Chat) -> Chat:
    """The page on its side for checking, reached by the link."""
    chat.open().page.get_by_role("link", name="Check a text").click()
    return chat


def test_from_a_pasted_text_to_the_marked_passage(open_chat: Open, served: Served) -> None:
    chat = opened(open_chat(served.url))
    assert chat.page.url == served.url + "check"
    assert chat.page.get_by_label("The text to check").evaluate("box => box === document.activeElement")
    claims = check(chat, TEXT)
    said = claims.locator(".fn-said").all_inner_texts()
    assert said == ["Here is what I found:", TRUE, FALSE, UNSAID, HOSTILE, "Have a nice day!"]
    verdicts = [badge.split(maxsplit=1)[1] for badge in claims.locator(".fn-badge").all_inner_texts()]
    assert verdicts[:4] == ["Nothing to check", "Supported", "Contradicted", "Not in the articles"]
    expect(claims.nth(2)).to_contain_text("The article says nine, not twelve.", use_inner_text=True)
    expect(chat.page.locator("#fn-status")).to_contain_text("6 sentences checked: ", use_inner_text=True)
    for number, words in ((1, "Magnus Thorne"), (2, "nine crowns")):
        assert words in chat.follow(claims.nth(number).locator("a.cite"))
    expect(claims.nth(3).locator("a.cite")).to_have_count(0)


def test_hostile_text_is_shown_and_does_nothing(open_chat: Open, served: Served) -> None:
    chat = opened(open_chat(served.url))
    claims = check(chat, TEXT)
    expect(claims.nth(4).locator(".fn-said")).to_have_text(HOSTILE, use_inner_text=True)
    link = claims.nth(4).locator("a.cite")
    link.hover()
    chat.page.locator("#fn-tip").wait_for(state="visible")
    chat.follow(link)
    assert chat.page.evaluate("typeof window.PWN") == "undefined"
    expect(chat.page.locator("#fn-main :is(script, img, svg, iframe, b, a[href^='javascript'])")).to_have_count(0)


def test_the_button_checks_too_and_another_text_replaces_the_report(open_chat: Open, served: Served) -> None:
    chat = opened(open_chat(served.url))
    check(chat, TEXT)
    chat.page.get_by_label("The text to check").fill(UNSAID)
    chat.page.get_by_role("button", name="Check", exact=True).click()
    chat.page.get_by_role("heading", name="1 sentence checked").wait_for()
    expect(chat.page.locator(CLAIMS)).to_have_count(1)


@pytest.mark.parametrize("blank", ["", "  \n "])
def test_a_blank_text_is_answered_in_words(open_chat: Open, served: Served, blank: str) -> None:
    chat = opened(open_chat(served.url))
    chat.page.get_by_label("The text to check").fill(blank)
    chat.page.get_by_role("button", name="Check", exact=True).click()
    chat.page.get_by_text("Paste a text first.").first.wait_for()
    expect(chat.page.locator(CLAIMS)).to_have_count(0)


def test_the_report_is_copied_and_saved_as_it_stands(open_chat: Open, served: Served, tmp_path: Path) -> None:
    chat = opened(open_chat(served.url, permissions=["clipboard-read", "clipboard-write"]))
    claims = check(chat, TEXT)
    kept = {}
    for name in ("Markdown", "JSON"):
        with chat.page.expect_download() as download:
            chat.page.get_by_role("button", name=f"Save as {name}").click()
        assert download.value.suggested_filename == {"Markdown": "checked.md", "JSON": "checked.json"}[name]
        download.value.save_as(tmp_path / name)
        kept[name] = (tmp_path / name).read_text(encoding="utf-8")
    chat.page.get_by_role("button", name="Copy as Markdown").click()
    chat.page.get_by_role("button", name="Copied").wait_for()
    assert chat.page.evaluate("navigator.clipboard.readText()") == kept["Markdown"]
    assert kept["Markdown"].startswith("# Checked against the articles")
    told = json.loads(kept["JSON"])["sentences"]
    assert [one["text"] for one in told] == claims.locator(".fn-said").all_inner_texts()
    assert [TEXT[one["start"] : one["end"]] for one in told] == [one["text"] for one in told]
    quotes = [link.get_attribute("data-quote") for link in claims.locator("a.cite").all()]
    assert set(quotes) <= {passage["quote"] for one in told for passage in one["passages"]}


def test_the_conversation_and_the_report_are_still_there_when_one_comes_back(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(KEEPER)
    chat.follow(chat.cites().first)
    chat.page.get_by_role("link", name="Check a text").click()
    expect(chat.box).not_to_be_visible()
    check(chat, TRUE)
    quote = chat.follow(chat.page.locator("#fn-report a.cite").first)
    chat.page.go_back()
    chat.page.wait_for_function("quote => document.activeElement?.dataset.quote === quote", arg=quote)
    chat.page.get_by_role("link", name="Ask a question").click()
    assert (chat.page.url, chat.turns.count()) == (served.url, 1)
    chat.page.go_back()
    chat.page.locator(CLAIMS).first.wait_for()
    assert chat.page.evaluate("document.title") == "Check a text · Footnote"


def test_its_address_opens_it_with_a_passage_too(open_chat: Open, served: Served) -> None:
    chat = opened(open_chat(served.url))
    check(chat, TRUE)
    quote = chat.follow(chat.page.locator("#fn-report a.cite").first)
    again = open_chat(chat.page.url).open()
    again.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    again.hold_mark(quote)
    expect(again.page.get_by_label("The text to check")).to_be_visible()


def test_on_a_narrow_screen_the_passage_is_a_sheet_over_the_report(open_chat: Open, served: Served) -> None:
    chat = opened(open_chat(served.url, **NARROW))
    link = check(chat, TRUE).locator("a.cite").first
    href = link.get_attribute("href")
    chat.follow(link)
    chat.wait_until("document.getElementById('fn-check').inert", True)
    chat.page.get_by_role("button", name="Back to report").click()
    chat.page.locator("#fn-right").wait_for(state="hidden")
    chat.wait_until("document.activeElement.getAttribute('href')", href)
    chat.wait_until("document.getElementById('fn-check').inert", False)


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", {}), ("dark", {}), ("light", NARROW), ("dark", NARROW)],
    ids="light dark narrow night".split(),
)
def test_axe_finds_nothing_wrong(open_chat: Open, served: Served, scheme: str, size: dict[str, Any]) -> None:
    chat = opened(open_chat(served.url, color_scheme=scheme, **size))
    found = {"empty": axe(chat)}
    claims = check(chat, TEXT)
    found["report"] = axe(chat)
    chat.follow(claims.nth(1).locator("a.cite"))
    found["reader"] = axe(chat)
    assert {state: rules for state, rules in found.items() if rules} == {}


@pytest.mark.parametrize("width", [320, 640, 900])
def test_nothing_scrolls_sideways(open_chat: Open, served: Served, width: int) -> None:
    chat = opened(open_chat(served.url, width=width, height=600))
    check(chat, f"{TEXT} {'x' * 300}")
    wider = """() => [...document.querySelectorAll('#fn-check, #fn-check-page, #fn-report, #fn-head')]
        .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map(e => e.id)"""
    assert chat.page.evaluate(wider) == []


@pytest.mark.parametrize("page", ["", "check"])
def test_a_citation_in_a_new_window_is_opened_beside_what_it_was_opened_from(
    open_chat: Open, served: Served, page: str
) -> None:
    chat = open_chat(served.url).open(page)
    if page:
        link = check(chat, TRUE).locator("a.cite").first
    else:
        chat.ask(KEEPER)
        link = chat.cites().first
    quote = link.get_attribute("data-quote")
    with chat.page.context.expect_page() as opened_page:
        link.click(modifiers=["ControlOrMeta"])
    other = Chat(opened_page.value, served.url)
    other.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    assert other.page.url == f"{served.url}{page}{link.get_attribute('href')}"
    other.hold_mark(quote)
    assert other.page.get_by_label("The text to check").is_visible() is bool(page)
    assert other.troubles == []
    expect(chat.page.locator("#fn-hit"), "the window it was opened from stays as it is").to_have_count(0)


MANY = 1_600
"""Sentences that nobody waits for: they take longer than any test waits."""


class Slow(FakeLibrary):
    """Checks a sentence in a fifth of a second, and says when it was left."""

    def __init__(self, articles: Sequence[Article]) -> None:
        super().__init__(articles)
        self.left = Event()

    def stream_check(self, text: str) -> Any:
        checking = super().stream_check(text)
        try:
            while True:
                time.sleep(0.2)
                yield next(checking)
        except StopIteration as end:
            return end.value
        finally:
            self.left.set()


def test_a_check_can_be_stopped_and_keeps_what_is_done(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    library = Slow([Article("a.txt", "The mayor opened the bridge.", "Bridge")])
    chat = opened(open_chat(stand_in(library)))
    stop = chat.page.get_by_role("button", name="Stop")
    expect(stop).not_to_be_visible()
    chat.page.get_by_label("The text to check").fill("The mayor opened the bridge. " * MANY)
    chat.page.get_by_role("button", name="Check", exact=True).click()
    chat.page.locator(CLAIMS).nth(2).wait_for()
    stop.focus()
    chat.page.keyboard.press("Enter")
    chat.page.get_by_text("The rest of the text was not checked.").wait_for()
    expect(stop).not_to_be_visible()
    assert chat.focused() == "fn-check-button"
    assert 3 <= chat.page.locator(CLAIMS).count() < MANY
    expect(chat.page.locator("#fn-status")).to_contain_text("Stopped. ", use_inner_text=True)
    assert library.left.wait(WAIT), "it goes on behind the page"
    check(chat, "The mayor opened the bridge.")
    chat.page.get_by_role("heading", name="1 sentence checked").wait_for()  # until then the stopped report stands
    expect(chat.page.locator(CLAIMS)).to_contain_text("Supported", use_inner_text=True)


def test_a_failure_is_said_and_the_text_stays(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    library = FakeLibrary([Article("a.txt", "The mayor opened the bridge.", "Bridge")])
    library.trouble = ValueError("the text has 2,000 sentences: check at most 1,000 at a time")
    chat = opened(open_chat(stand_in(library)))
    box = chat.page.get_by_label("The text to check")
    box.fill("The mayor opened the bridge.")
    box.press("Control+Enter")
    chat.page.get_by_text("check at most 1,000 at a time").first.wait_for()
    expect(box).to_have_value("The mayor opened the bridge.")
    library.trouble = None
    expect(check(chat, "The mayor opened the bridge.")).to_contain_text("Supported", use_inner_text=True)
