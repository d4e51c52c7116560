"""The list of articles in a real browser: reading them whole, adding, removing, and passages in odd places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from . import corpus
from .chat import Chat, expect
from .conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]


def key(chat: Chat, title: str) -> str:
    """The key of the article with this title, from its link in the list."""
    return str(chat.page.locator(".fn-title", has_text=title).get_attribute("href"))[3:]


def open_passage(chat: Chat, article: str, start: int, end: int) -> None:
    reference = f"s/{article}/{start}-{end}"
    chat.page.evaluate("hash => { location.hash = hash }", f"#{reference}")
    chat.wait_for_view(reference)
    chat.page.wait_for_function("document.activeElement?.id === 'fn-hit'")


def item(chat: Chat, title: str) -> Any:
    return chat.page.locator(".fn-list li", has_text=title)


def test_the_list_tells_what_is_known(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    keeper = item(chat, "Keeper of Corran Point").inner_text()
    assert "The Corran Gazette · 4 March 2026 · Ida Marsh · " in keeper
    expect(item(chat, "Osprey ferry")).to_contain_text("no date", use_inner_text=True)
    expect(chat.page.locator("#fn-count-line")).to_contain_text("4 articles.", use_inner_text=True)


def test_an_article_opens_whole_and_on_request_with_its_boilerplate(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.page.get_by_role("link", name="Keeper of Corran Point").click()
    chat.page.wait_for_selector(".fn-article")
    chat.wait_until("document.activeElement.id", "fn-reader-title")
    furniture = chat.page.locator(".fn-text").get_by_text("Skip to content").first
    expect(furniture).not_to_be_visible()
    chat.page.get_by_role("button", name="Show what is left out").click()
    expect(furniture).to_be_visible()
    expect(chat.page.locator(".fn-text")).to_contain_text("Sailors from the village of Eastby", use_inner_text=True)
    assert "Skip to content" in "".join(chat.page.locator(".fn-left-out").all_inner_texts())
    assert "Magnus Thorne" not in "".join(chat.page.locator(".fn-left-out").all_inner_texts())
    link = chat.page.locator(".fn-url a")
    expect(link).to_have_attribute("rel", "noreferrer noopener")


def test_of_two_equal_sentences_the_right_one_is_marked(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    sentence = "The ferry Osprey will not sail on Sundays."
    ferry, tops = key(chat, "Osprey ferry"), []
    for start in (corpus.FERRY.index(sentence), corpus.FERRY.rindex(sentence)):
        open_passage(chat, ferry, start, start + len(sentence))
        chat.hold_mark(sentence)
        tops.append(chat.page.evaluate("document.getElementById('fn-hit').offsetTop"))
    assert tops[0] < tops[1]


def test_a_passage_deep_in_a_long_article_is_brought_into_view(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    text = corpus.survey()
    article = key(chat, "survey of the Tarn valley")
    deep = text.index("The engineer Petra"), text.index("at Skarn.") + 9
    for start, end in (deep, (0, 30), (len(text) // 2, len(text) // 2 + 5), (100, 6_000)):
        open_passage(chat, article, start, end)
        chat.hold_mark(text[start:end])


def test_a_list_is_marked_over_its_lines(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask("Why was the keeper's post at Corran Point closed?")
    quotes = [cite.get_attribute("data-quote") for cite in chat.cites().all()]
    with_list = [quote for quote in quotes if "\n" in quote]
    assert with_list, f"the lead-in is not cited with its list: {quotes}"
    chat.follow(chat.cites().nth(quotes.index(with_list[0])))


def test_a_passage_that_is_gone_says_so(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open("#s/0123456789abcdef/0-9")
    expect(chat.page.locator("#fn-reader")).to_contain_text(
        "This passage is no longer in the collection.", use_inner_text=True
    )


def test_files_are_added_one_by_one_and_each_says_what_became_of_it(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    good = b"The glass works at Tresco\n\nThe glass blower Nils Aakre reopened the works at Tresco in May.\n"
    chat.page.set_input_files(
        "#fn-files",
        [
            {"name": "glass <b>&.txt", "mimeType": "text/plain", "buffer": good},
            {"name": "again.txt", "mimeType": "text/plain", "buffer": good},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "noise.html", "mimeType": "text/html", "buffer": b"\x00\x01\x02\xff\xfe" * 40},
            {"name": "page.exe", "mimeType": "text/plain", "buffer": b"MZ"},
        ],
    )
    chat.page.wait_for_selector("#fn-uploads:not(:has([data-state=queued], [data-state=reading])) > :nth-child(5)")
    states = [row.get_attribute("data-state") for row in chat.page.locator("#fn-uploads li").all()]
    rows = chat.page.locator("#fn-uploads li").all_inner_texts()
    assert states == ["added", "here", "failed", "failed", "failed"], rows
    assert rows[0].startswith("glass <b>&.txt added with")
    assert "already here (same content)" in rows[1]
    assert "is empty" in rows[2]
    expect(chat.page.locator("#fn-count-line")).to_contain_text("5 articles.", use_inner_text=True)
    turn = chat.ask("Who reopened the glass works at Tresco?")
    quote = chat.follow(chat.cites(turn).first)
    assert "Nils Aakre" in quote
    remove(chat, "glass works")
    expect(chat.page.locator("#fn-count-line")).to_contain_text("4 articles.", use_inner_text=True)
    chat.cites(turn).first.click()
    chat.page.get_by_text("This passage is no longer in the collection.").wait_for()
    expect(chat.ask("Who reopened the glass works at Tresco?")).not_to_contain_text("Nils Aakre", use_inner_text=True)


def remove(chat: Chat, title: str) -> None:
    """Open the list, remove the article, change one's mind once."""
    chat.page.get_by_text("All articles").click()
    chat.wait_for_view("articles")
    row = item(chat, title)
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")
    chat.page.get_by_role("button", name="Undo").click()
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")


def test_a_file_that_is_too_large_is_not_even_sent(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.page.evaluate("window.footnote.maxFile = 10")
    chat.page.set_input_files("#fn-files", [{"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 11}])
    chat.page.wait_for_selector("#fn-uploads [data-state=failed]")
    expect(chat.page.locator("#fn-uploads")).to_contain_text("is larger than 10 MB", use_inner_text=True)
