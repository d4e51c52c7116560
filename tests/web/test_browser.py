"""The chat in a real browser over the real library and encoder: questions, citations, and what is shown of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from . import corpus
from .browsers import in_both
from .chat import Chat, expect
from .conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEEPER = "Who was the last lighthouse keeper of Corran Point?"
FERRY = "Why do tickets for the Osprey ferry cost more?"
STONE = "Who found the missing boundary stone at Skarn?"
BAKER = "Which prize did the baker Orla Finch win?"
NOWHERE = "How do emperor penguins raise their chicks in Antarctica?"
Open = Callable[..., Chat]


def test_every_citation_opens_its_passage_marked_in_view_and_focused(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    quotes = []
    for question in (KEEPER, STONE, FERRY):
        chat.ask(question)
        expect(chat.cites().first).to_be_attached()
        quotes += [chat.follow(link) for link in chat.last.locator("a.cite").all()]
    assert any("Magnus Thorne" in quote for quote in quotes)
    assert any("Petra Halvorsen" in quote for quote in quotes)


def test_an_answer_is_whole_statements_with_numbers_and_a_count(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    turn = chat.ask(KEEPER)
    for number in range(turn.locator(".fn-statement").count()):
        expect(turn.locator(".fn-statement").nth(number).locator("a.cite").first).to_be_attached()
    expect(turn.locator(".fn-count")).to_contain_text(" from ", use_inner_text=True)
    expect(chat.page.locator("#fn-status")).to_contain_text("Answer ready:", use_inner_text=True)
    expect(turn).not_to_contain_text("%", use_inner_text=True)


@in_both
def test_a_first_question_may_be_one_of_the_examples(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    example = chat.page.locator(".fn-example").first
    question = example.inner_text()
    example.click()
    chat.page.wait_for_selector(".fn-actions")
    expect(chat.last.locator(".fn-question")).to_have_text(question, use_inner_text=True)
    expect(chat.cites().first).to_be_attached()


@in_both
def test_everything_can_be_done_with_the_keyboard(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    keyboard, page = chat.page.keyboard, chat.page
    chat.box.focus()
    keyboard.type(KEEPER)
    keyboard.press("Enter")
    page.wait_for_selector(".fn-actions")
    for _ in range(40):
        keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.fn-answer a.cite')"):
            break
    expect(page.locator("#fn-tip")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "fn-tip"
    quote = page.evaluate("document.activeElement.dataset.quote")
    assert " ".join(quote.split()) in " ".join(page.locator("#fn-tip").inner_text().split())
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Enter")
    page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    chat.hold_mark(quote)
    keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.quote") == quote
    keyboard.press("Escape")
    expect(page.locator("#fn-tip")).not_to_be_visible()


def test_the_quote_shows_on_hover_and_stays_while_it_is_read(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url)
    chat.page.clock.install()
    chat.open().ask(KEEPER)
    tip = chat.page.locator("#fn-tip")
    chat.cites().first.hover()
    tip.wait_for(state="visible")
    assert chat.cites().first.get_attribute("data-quote") in tip.inner_text().replace("\n", " ")
    tip.hover()
    chat.page.clock.fast_forward(1_000)
    expect(tip).to_be_visible()
    chat.page.mouse.move(5, 400)
    tip.wait_for(state="hidden")


@in_both
def test_a_citation_survives_reload_and_new_windows(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(STONE)
    quote = chat.follow(chat.cites().first)
    fragment = chat.page.evaluate("location.hash")
    for again in (chat, open_chat(served.url)):
        again.open(fragment) if again is not chat else chat.page.reload()
        again.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
        again.hold_mark(quote)
    expect(chat.turns, "a reload keeps the conversation").to_have_count(1)
    expect(again.turns, "another browser sees it not").to_have_count(0)


def test_old_answers_keep_their_citations(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    first = chat.ask(KEEPER)
    told = chat.cites(first).first.get_attribute("href")
    for question in (FERRY, STONE, BAKER, NOWHERE, FERRY):
        chat.ask(question)
    oldest = chat.turns.first
    expect(chat.turns).to_have_count(6)
    expect(chat.cites(oldest).first).to_have_attribute("href", told)
    for number in range(chat.cites(oldest).count()):
        chat.follow(chat.cites(oldest).nth(number))


def test_back_and_forward_go_through_what_was_read(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(KEEPER)
    first = chat.follow(chat.cites().first)
    chat.ask(STONE)
    second = chat.follow(chat.cites().first)
    chat.back()
    chat.page.wait_for_function("text => document.querySelector('#fn-hit')?.textContent === text", arg=first)
    chat.page.go_forward()
    chat.page.wait_for_function("text => document.querySelector('#fn-hit')?.textContent === text", arg=second)
    chat.hold_mark(second)


def test_another_question_leaves_the_article_open_and_takes_the_mark_away(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(KEEPER)
    quote = chat.follow(chat.cites().first)
    ground = "getComputedStyle(document.getElementById('fn-hit')).backgroundColor"
    marked = chat.page.evaluate(ground)
    chat.ask(STONE)
    expect(chat.page.locator("#fn-hit")).to_have_text(quote)
    assert chat.page.evaluate(ground) == "rgba(0, 0, 0, 0)" != marked
    expect(chat.page.locator(".fn-steps")).not_to_be_visible()
    expect(chat.page.locator("a.cite[aria-current]")).to_have_count(0)
    assert chat.follow(chat.cites(chat.turns.first).first) == quote
    assert chat.page.evaluate(ground) == marked


def test_what_is_not_in_the_articles_has_no_answer(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    turn = chat.ask(NOWHERE)
    expect(turn).to_contain_text("Not in these articles.", use_inner_text=True)
    expect(turn.locator(".fn-answer")).to_have_count(0)
    expect(chat.page.locator("#fn-status")).to_contain_text("Not in these articles.", use_inner_text=True)
    chat.follow(turn.locator("a.cite").first)


def test_a_blank_question_adds_nothing(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    sent: list[list[object]] = []
    chat.page.on(
        "request", lambda request: "/queue/join" in request.url and sent.append(request.post_data_json["data"])
    )
    for words in ("", "   "):
        chat.box.fill(words)
        chat.box.press("Enter")
        chat.page.get_by_role("button", name="Ask", exact=True).click()
    chat.ask(KEEPER)  # what was sent before it would stand before it, or would have kept it from being sent
    expect(chat.turns).to_have_count(1)
    assert [data[2] for data in sent if len(data) == 3] == [KEEPER]


def test_hostile_text_is_shown_and_does_nothing(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    question = BAKER[:-1] + " <img src=x onerror=window.PWN=1> ${window.PWN=1} {{value}} </section>?"
    turn = chat.ask(question)
    expect(turn.locator(".fn-question")).to_have_text(question, use_inner_text=True)
    chat.cites(turn).first.hover()
    chat.page.locator("#fn-tip").wait_for(state="visible")
    chat.follow(chat.cites(turn).first)
    text = chat.page.locator(".fn-text").inner_text()
    for line in corpus.BAKER.split("---\n")[2].strip().split("\n\n"):
        assert line in text
    title = chat.page.locator("#fn-reader-title")
    expect(title).to_have_text(
        "Rye <b>prize</b> </h2><img src=x onerror=window.PWN=1> ${window.PWN=1} {{value}}", use_inner_text=True
    )
    chat.page.get_by_text("All articles").click()
    chat.wait_for_view("articles")
    assert chat.page.evaluate("typeof window.PWN") == "undefined"
    expect(chat.page.locator("#fn-main :is(script, img, svg, iframe, b, a[href^='javascript'])")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url, permissions=["clipboard-read", "clipboard-write"]).open()
    chat.ask(KEEPER)
    chat.last.get_by_text("Copy", exact=True).click()
    chat.last.get_by_role("button", name="Markdown").click()
    expect(chat.page.locator("#fn-status")).to_have_text("Copied.", use_inner_text=True)
    text = chat.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"**{KEEPER}**")
    assert "Magnus Thorne" in text
    title = "[Keeper of Corran Point retires after forty-one years](https://gazette.example/corran)"
    assert f"{title}, The Corran Gazette, 2026-03-04, [passage]({served.url}#s/" in text
    (first, *_) = re.findall(r"\[passage\]\((\S+)\)", text)
    quote = chat.cites().first.get_attribute("data-quote")
    again = open_chat(first).open()
    again.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    again.hold_mark(quote)


def test_a_title_below_an_answer_opens_its_first_passage(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(STONE)
    quote = chat.cites().first.get_attribute("data-quote")
    chat.last.locator("a.fn-source").first.click()
    chat.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    chat.hold_mark(quote)


def test_a_verdict_is_kept_beside_the_index(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(STONE)
    button = chat.last.get_by_role("button", name="Wrong source")
    button.click()
    chat.page.wait_for_selector('[data-verdict="wrong source"][aria-pressed="true"]')
    (line,) = [json.loads(line) for line in (served.index / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert (line["question"], line["verdict"]) == (STONE, "wrong source")
    assert line["citations"][0] == chat.cites().first.get_attribute("href")[1:]


def test_two_browsers_do_not_share_a_conversation(open_chat: Open, served: Served) -> None:
    one, two = open_chat(served.url).open(), open_chat(served.url).open()
    one.ask(KEEPER)
    two.ask(STONE)
    one.ask(FERRY)
    expect(one.page.locator(".fn-question")).to_have_text([KEEPER, FERRY], use_inner_text=True)
    expect(two.page.locator(".fn-question")).to_have_text([STONE], use_inner_text=True)
    one.page.get_by_role("button", name="New conversation").click()
    one.page.wait_for_selector(".fn-welcome")
    expect(one.turns).to_have_count(0)
    expect(two.turns).to_have_count(1)


def test_another_kind_of_answer_is_one_key_away_and_keeps_the_focus(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    turn = chat.ask(KEEPER)
    kinds = turn.get_by_role("group", name="Kind of answer")
    expect(kinds.get_by_role("button", pressed=True)).to_have_text("Short answer", use_inner_text=True)
    kinds.get_by_role("button", name="Overview").focus()
    chat.page.keyboard.press("Enter")
    chat.page.wait_for_selector(".fn-kinds [data-as=overview][aria-pressed=true]")
    expect(chat.turns).to_have_count(1)
    assert turn.locator(".fn-statement").count() > 3
    chat.page.wait_for_function("document.activeElement?.dataset.as === 'overview'")


def test_asking_again_answers_in_place(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(KEEPER)
    chat.ask(STONE)
    before = chat.turns.first.locator(".fn-answer").inner_text()
    chat.turns.first.evaluate("turn => turn.dataset.old = true")
    chat.turns.first.get_by_role("button", name="Ask again").click()
    chat.page.wait_for_function("!document.querySelector('.fn-turn[data-old], .fn-turn[aria-busy]')")
    expect(chat.turns).to_have_count(2)
    expect(chat.turns.first.locator(".fn-answer")).to_have_text(before, use_inner_text=True)
