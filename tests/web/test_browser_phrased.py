"""A phrased answer in a real browser: what holds is shown, what does not is counted, and can be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.generation.server import KEY
from rag.library import Library
from rag.types import Article
from tests.fakes import HashEncoder
from tests.generation.scripted import endless
from tests.generation.serving import DONE, Scripted, event, send

from . import corpus, phrased
from .chat import Chat, expect
from .conftest import WAIT
from .fake import FakeLibrary
from .phrased import KEEPER, TRUE
from .test_browser_access import NARROW, axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
Serve = Callable[[Any], str]


def test_a_phrased_answer_shows_what_holds_and_folds_up_the_rest(
    open_chat: Open, stand_in: Serve, tmp_path: Path
) -> None:
    chat = open_chat(stand_in(phrased.library(tmp_path))).open()
    chat.page.locator(".fn-welcome").get_by_text("tiny <b>model</b> phrases the answers.").wait_for()
    expect(chat.page.locator("#fn-count-line")).to_contain_text("Phrased by tiny <b>model</b>.", use_inner_text=True)
    turn = chat.ask(KEEPER)
    phrased_as = turn.locator(".fn-statement:not(.fn-own *)")
    expect(phrased_as).to_have_count(1)
    expect(phrased_as).to_contain_text(TRUE, use_inner_text=True)
    expect(turn.locator(".fn-count")).to_contain_text("phrased by tiny <b>model</b>", use_inner_text=True)
    assert "Magnus Thorne" in chat.follow(chat.cites().first)
    summary = turn.locator(".fn-withheld:not(.fn-own) summary")
    expect(summary).to_have_text(
        "2 sentences were left out because the articles do not support them.", use_inner_text=True
    )
    expect(turn.get_by_text("ninety years")).not_to_be_visible()
    summary.focus()
    chat.page.keyboard.press("Enter")
    expect(turn.get_by_text("ninety years")).to_be_visible()
    reasons = turn.locator(".fn-withheld li .fn-meta").all_inner_texts()
    assert len(reasons) == 2
    assert all(": " in reason for reason in reasons)
    assert "evil.example" not in chat.page.content()
    own = turn.locator(".fn-own")
    expect(own.locator(".fn-statement").first).not_to_be_visible()
    own.locator("summary").click()
    expect(own.locator(".fn-statement").first).to_contain_text("Magnus Thorne", use_inner_text=True)
    assert chat.page.evaluate("typeof window.PWN") == "undefined"
    expect(chat.page.locator("#fn-main :is(script, img, iframe, b, a[href^='javascript'])")).to_have_count(0)


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", {}), ("dark", NARROW)], ids=["light and wide", "dark and narrow"]
)
def test_it_is_readable_for_everybody(
    open_chat: Open, stand_in: Serve, tmp_path: Path, scheme: str, size: dict[str, Any]
) -> None:
    chat = open_chat(stand_in(phrased.library(tmp_path)), color_scheme=scheme, **size).open()
    turn = chat.ask(KEEPER)
    for summary in turn.locator(".fn-withheld summary").all():  # what can be copied unfolds over other buttons
        summary.click()
    assert axe(chat) == []
    wider = "[...document.querySelectorAll('.fn-turn, #fn-transcript')].some(e => e.scrollWidth > e.clientWidth + 1)"
    assert chat.page.evaluate(wider) is False


def test_an_answer_can_be_had_in_the_articles_own_words_and_so_is_the_next_one(
    open_chat: Open, stand_in: Serve, tmp_path: Path
) -> None:
    chat = open_chat(stand_in(phrased.library(tmp_path))).open()
    turn = chat.ask(KEEPER)
    turn.get_by_role("button", name="The articles’ own words").click()
    turn.locator(".fn-count").filter(has_not_text="phrased by").wait_for()
    expect(turn.locator(".fn-own")).to_have_count(0)
    expect(chat.ask(KEEPER).locator(".fn-count")).not_to_contain_text("phrased by", use_inner_text=True)
    turn = chat.page.locator(".fn-turn").last
    turn.get_by_role("button", name="tiny <b>model</b>").click()
    turn.locator(".fn-count").filter(has_text="phrased by tiny <b>model</b>").wait_for()


def test_a_model_that_says_nothing_leaves_the_articles_own_words_and_a_note(
    open_chat: Open, stand_in: Serve, tmp_path: Path
) -> None:
    chat = open_chat(stand_in(phrased.library(tmp_path, script="The articles do not say."))).open()
    turn = chat.ask(KEEPER)
    expect(turn.locator(".fn-statement").first).to_contain_text("Magnus Thorne", use_inner_text=True)
    assert turn.locator(".fn-note").inner_text() == (
        "The model gave no answer: the articles’ own words are shown instead."
    )
    expect(turn.locator(".fn-count")).not_to_contain_text("phrased by", use_inner_text=True)
    expect(chat.page.locator("#fn-status")).to_contain_text(
        "the articles’ own words are shown instead.", use_inner_text=True
    )


@pytest.fixture
def no_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is stopped was stopped by whoever asked, not because its time was over."""
    monkeypatch.setattr("rag.generation.phrase.SECONDS", 6_000.0)


def test_the_model_can_be_stopped_and_what_holds_so_far_stays(
    open_chat: Open, stand_in: Serve, tmp_path: Path, no_deadline: None
) -> None:
    library: Any = phrased.library(tmp_path)
    model = library._generator
    model.script = endless(f"{TRUE[:-1]} [1]. And so ", "on ", pause=0.5)
    chat = open_chat(stand_in(library)).open()
    stop = chat.page.get_by_role("button", name="Stop")
    expect(stop).not_to_be_visible()
    chat.box.fill(KEEPER)
    chat.box.press("Enter")
    chat.page.wait_for_selector(".fn-statement")
    stop.focus()
    chat.page.keyboard.press("Enter")
    chat.page.get_by_text("The model was stopped before it was done.").first.wait_for()
    assert model.stop.is_set()
    expect(stop).not_to_be_visible()
    assert chat.page.evaluate("document.activeElement === document.querySelector('#fn-question :is(input, textarea)')")
    expect(chat.page.locator(".fn-statement").first).to_contain_text(TRUE, use_inner_text=True)
    assert "Magnus Thorne" in chat.follow(chat.cites().first)
    model.script = f"{TRUE[:-1]} [1]."
    expect(chat.ask(KEEPER).locator(".fn-note"), "the next answer is not stopped").to_have_count(0)


@pytest.mark.parametrize("way", ["clear", "close"])
def test_the_model_stops_when_nobody_waits_any_more(
    open_chat: Open, stand_in: Serve, tmp_path: Path, no_deadline: None, way: str
) -> None:
    library: Any = phrased.library(tmp_path)
    model = library._generator
    model.script = endless(f"{TRUE[:-1]} [1]. And so ", "on ", pause=0.5)
    chat = open_chat(stand_in(library)).open()
    chat.box.fill(KEEPER)
    chat.box.press("Enter")
    chat.page.wait_for_selector(".fn-statement")
    assert not model.stop.is_set()
    if way == "clear":
        chat.page.get_by_role("button", name="New conversation").click()
        chat.page.wait_for_selector(".fn-welcome")
    else:
        chat.page.close()
    assert model.stop.wait(WAIT)
    chat.troubles.clear()  # what was asked for and is not waited for any more, the browser calls an error


def test_a_model_is_named_in_the_settings_and_chosen_with_an_answer(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    chat = open_chat(stand_in(FakeLibrary([Article("a.txt", "The mayor opened the bridge.", "Bridge")]))).open()
    turn = chat.ask("Who opened the bridge?")
    choices = turn.get_by_role("group", name="Phrased by")
    expect(choices).to_have_count(0)
    chat.page.locator("[data-do=desk]").click()
    field, offer = chat.page.get_by_label("Language model"), chat.page.get_by_role("button", name="Offer")
    field.fill("ftp://localhost/")
    offer.click()
    expect(chat.page.locator("#fn-generator .fn-problem")).to_contain_text("begins with http:// or https://")
    field.fill("http://localhost:1/v1#small")
    offer.click()
    expect(chat.page.locator("#fn-by")).to_contain_text("small on localhost:1")
    chat.page.keyboard.press("Escape")
    expect(choices.get_by_role("button")).to_have_text(["The articles’ own words", "small on localhost:1"])
    expect(choices.get_by_role("button", pressed=True)).to_have_text("The articles’ own words")


@pytest.fixture
def named() -> Iterator[Scripted]:
    """A language model's server, which phrases one answer and then wants a key."""
    told = event(f"{TRUE[:-1]} [1].", finish_reason="stop") + DONE
    server = Scripted(send(200, told), send(401, b"{}", "application/json"))
    yield server
    server.close()


def test_a_model_that_is_named_in_the_settings_phrases_what_it_is_chosen_for_and_hears_of_nothing_else(
    open_chat: Open, stand_in: Serve, named: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "sk-of-another-server")
    library = Library(tmp_path / "index", encoder=HashEncoder())
    library.update(corpus.write(tmp_path / "articles"))
    chat = open_chat(stand_in(library)).open()
    page, name = chat.page, f"small on {named.base.removeprefix('http://').removesuffix('/v1')}"
    chat.ask(KEEPER)
    page.locator("[data-do=desk]").click()
    page.get_by_label("Language model").fill(f"{named.base}#small")
    page.get_by_role("button", name="Offer").click()
    expect(page.locator("#fn-by")).to_contain_text(name)
    page.keyboard.press("Escape")
    expect(chat.ask(KEEPER).locator(".fn-count")).not_to_contain_text("phrased by")
    assert named.requests == [], "it was asked before it was chosen"
    turn = chat.last
    turn.get_by_role("button", name=name).click()
    expect(turn.locator(".fn-count")).to_contain_text(f"phrased by {name}", use_inner_text=True)
    expect(turn.locator(".fn-statement").first).to_contain_text(TRUE, use_inner_text=True)
    assert "Magnus Thorne" in chat.follow(chat.cites(turn).first)
    (asked,) = [body for path, _, body in named.requests if path == "/v1/chat/completions"]
    assert (asked["model"], KEEPER in str(asked["messages"])) == ("small", True)
    assert "Magnus Thorne" in str(asked["messages"])
    assert not [headers for _, headers, _ in named.requests if "authorization" in headers]
    turn = chat.ask(KEEPER)
    expect(turn.locator(".fn-note")).to_contain_text("asks for a key (401)", use_inner_text=True)
    expect(turn.locator(".fn-statement").first).to_contain_text("Magnus Thorne", use_inner_text=True)
