"""The page for everybody: narrow screens, dark ones, screen readers, and nobody else listening."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import psutil
import pypdfium2
import pytest

from rag.errors import IndexDamaged
from rag.types import Article

from .browsers import in_both
from .chat import Chat, expect
from .conftest import Served
from .fake import FakeLibrary
from .test_browser import FERRY, KEEPER, NOWHERE, STONE
from .test_service import SlowLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Chat]
NARROW = {"width": 390, "height": 780, "has_touch": True}
MARGIN = 48
"""Points, a little less than the margin of the paper."""
WIDTHS = (320, 640, 820, 900, 1280, 2560)


@in_both
def test_before_it_is_there_the_page_shows_its_outline_and_never_gradios_sign(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url)
    held: list[Any] | None = []
    chat.page.route("**/assets/*.js", lambda route: route.continue_() if held is None else held.append(route))
    chat.page.add_init_script("""new MutationObserver(() => {
        const shown = [...document.querySelectorAll('[data-testid=status-tracker]')].some(e => e.checkVisibility());
        window.signed ||= shown && !document.getElementById('fn-skeleton');
    }).observe(document, { childList: true, subtree: true });""")
    chat.page.goto(chat.url, wait_until="commit")
    outline = chat.page.locator("#fn-skeleton")
    expect(outline.get_by_text("Footnote")).to_be_visible()
    waiting, held = held, None
    for script in waiting:
        script.continue_()
    expect(chat.loaded().box).to_be_visible()
    expect(outline).to_have_count(0)
    assert chat.page.evaluate("window.signed") is False


@in_both
def test_on_a_narrow_screen_the_reader_is_a_sheet(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url, **NARROW).open()
    right = chat.page.locator("#fn-right")
    expect(right).not_to_be_visible()
    chat.ask(STONE)
    href = chat.cites().first.get_attribute("href")
    chat.follow(chat.cites().first)
    box = right.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 780)
    chat.wait_until("document.getElementById('fn-left').inert", True)
    chat.back()
    right.wait_for(state="hidden")
    chat.wait_until("document.activeElement.getAttribute('href')", href)
    chat.wait_until("location.hash", "")
    chat.follow(chat.cites().first)
    chat.page.get_by_text("All articles").click()
    chat.wait_for_view("articles")
    chat.page.get_by_role("button", name="Back to answer").click()
    right.wait_for(state="hidden")
    chat.wait_until("document.activeElement.getAttribute('href')", href)
    chat.wait_until("document.getElementById('fn-left').inert", False)
    chat.wait_until("location.hash", "")


def test_a_shared_link_opens_the_sheet_and_back_to_answer_closes_it(open_chat: Open, served: Served) -> None:
    wide = open_chat(served.url).open()
    wide.ask(STONE)
    quote = wide.follow(wide.cites().first)
    chat = open_chat(served.url, **NARROW).open(wide.page.evaluate("location.hash"))
    chat.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
    chat.hold_mark(quote)
    chat.page.get_by_role("button", name="Back to answer").click()
    chat.page.locator("#fn-right").wait_for(state="hidden")
    expect(chat.page.locator(".fn-example").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_the_whole_conversation_is_dark_on_light(open_chat: Open, served: Served, scheme: str) -> None:
    chat = open_chat(served.url, color_scheme=scheme, reduced_motion="reduce").open()
    for question in (KEEPER, FERRY, STONE, NOWHERE):
        chat.ask(question)
    chat.page.emulate_media(media="print")
    heights = "[document.documentElement.scrollHeight, document.getElementById('fn-transcript').scrollHeight]"
    page, conversation = chat.page.evaluate(heights)
    assert page >= conversation > 800
    ink = "getComputedStyle(document.querySelector('.fn-statement')).color"
    assert chat.page.evaluate(ink) == "rgb(31, 30, 27)"
    for hidden in ("#fn-head", "#fn-right", "#fn-composer", ".fn-actions >> nth=0"):
        expect(chat.page.locator(hidden)).not_to_be_visible()
    expect(chat.page.locator(".fn-statement").first).to_be_visible()


@in_both
def test_printed_pages_are_light_and_cut_through_no_line(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url, color_scheme="dark").open()
    for question in (KEEPER, FERRY, STONE, NOWHERE):
        chat.ask(question)
    pages = list(pypdfium2.PdfDocument(chat.printed()))
    assert len(pages) > 1
    assert "Magnus Thorne" in pages[0].get_textpage().get_text_range()
    for page in pages:
        assert page.render(scale=0.2).to_numpy().mean() > 220
        text = page.get_textpage()
        letters = [text.get_charbox(place) for place in range(text.count_chars())]
        # Of a line that is cut through a half stands in the margin of one page, and the other in that of the next.
        ends = [(low, high) for _, low, _, high in letters if high]
        assert min(low for low, _ in ends) > MARGIN
        assert max(high for _, high in ends) < page.get_height() - MARGIN


def test_who_wants_no_motion_sees_none(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    chat = open_chat(stand_in(FakeLibrary([Article("a.txt", "One.", "A")])), reduced_motion="reduce").open()
    moving = """() => {  // put in and looked at in one go: the page may put its own in place of it at any moment
        document.querySelector('.fn-welcome').innerHTML = '<p class=fn-progress>Searching…</p>';
        return [...document.querySelectorAll('#fn-head, #fn-main, #fn-head *, #fn-main *')]
            .flatMap(e => ['', '::before', '::after'].map(part => getComputedStyle(e, part)))
            .filter(s => s.animationName !== 'none' && parseFloat(s.animationDuration) || s.scrollBehavior === 'smooth')
            .length;
    }"""
    assert chat.page.evaluate(moving) == 0
    chat.page.emulate_media(reduced_motion="no-preference")
    assert chat.page.evaluate(moving) == 1, "the check sees no motion at all"


@in_both
def test_nothing_scrolls_sideways(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(KEEPER)
    for width in WIDTHS:
        chat.page.set_viewport_size({"width": width, "height": 600})
        assert (width, too_wide(chat)) == (width, [])
        chat.follow(chat.cites().first)
        assert (width, too_wide(chat)) == (width, [])
        chat.page.keyboard.press("Escape")
        chat.wait_until("document.getElementById('fn-left').inert", False)
    # Wider letters than those of the fonts that happen to be here: the spacing of WCAG 2.2, 1.4.12.
    chat.page.add_style_tag(content="#fn-head * { letter-spacing: .12em !important; word-spacing: .16em !important }")
    for width in WIDTHS:
        chat.page.set_viewport_size({"width": width, "height": 600})
        assert (width, [part for part in too_wide(chat) if part != "Footnote"]) == (width, [])


def too_wide(chat: Chat) -> list[str]:
    """What has more in it than its width shows, by its id or its text."""
    return list(
        chat.page.evaluate("""() => [...document.querySelectorAll(
            'html, #fn-left, #fn-transcript, #fn-head, #fn-composer, #fn-reader, h1')]
            .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map(e => e.id || e.textContent)""")
    )


def test_targets_are_large_enough_for_fingers(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url, **NARROW).open()
    chat.ask(KEEPER)
    box = chat.cites().first.bounding_box()
    assert min(box["width"], box["height"]) >= 28
    assert chat.last.get_by_role("button", name="Ask again").bounding_box()["height"] >= 40


@pytest.mark.parametrize(
    ("browser", "scheme", "size"),
    [
        *(pytest.param("chromium", scheme, {}, id=scheme) for scheme in ("light", "dark")),
        *(pytest.param("chromium", scheme, NARROW, id=f"{scheme} and narrow") for scheme in ("light", "dark")),
        pytest.param("firefox", "light", NARROW, id="firefox, light and narrow", marks=pytest.mark.firefox),
        pytest.param("firefox", "dark", {}, id="firefox, dark", marks=pytest.mark.firefox),
    ],
    indirect=["browser"],
    scope="module",
)
def test_axe_finds_nothing_wrong(open_chat: Open, served: Served, scheme: str, size: dict[str, Any]) -> None:
    chat = open_chat(served.url, color_scheme=scheme, **size).open()
    found = {"empty": axe(chat)}
    chat.ask(KEEPER)
    chat.ask(NOWHERE)
    found["answered"] = axe(chat)
    chat.cites(chat.turns.first).first.focus()
    found["quote"] = axe(chat)
    chat.follow(chat.cites(chat.turns.first).first)
    found["reader"] = axe(chat)
    chat.page.get_by_text("All articles").click()
    chat.wait_for_view("articles")
    chat.page.get_by_text("Paste a text or an address").click()
    found["list"] = axe(chat)
    assert {state: rules for state, rules in found.items() if rules} == {}


def axe(chat: Chat) -> list[str]:
    """The WCAG 2.2 A and AA rules that axe-core finds broken on the page as it stands, each with a first example."""
    script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    chat.page.evaluate(script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # axe takes every "#…" link that is scrolled out of view for a skip link; citations are none.
    options = {"runOnly": tags, "rules": {"skip-link": {"enabled": False}}}
    report = chat.page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in report["violations"]]


def test_while_the_articles_are_prepared_a_question_waits_and_is_then_answered(
    open_chat: Open, stand_in: Callable[[FakeLibrary, Path | None], str], tmp_path: Path
) -> None:
    (tmp_path / "bridge.txt").write_text("The mayor opened the bridge.")
    library = SlowLibrary()
    chat = open_chat(stand_in(library, tmp_path))
    chat.page.goto(chat.url)
    chat.page.get_by_text("Preparing the articles… 1 of 3").first.wait_for()
    chat.box.fill("Who opened the bridge?")
    chat.box.press("Enter")
    chat.page.wait_for_selector(".fn-turn[aria-busy]")
    expect(chat.last).to_contain_text("Preparing the articles… 1 of 3", use_inner_text=True)
    library.go.set()
    chat.page.wait_for_selector(".fn-actions")
    expect(chat.last).to_contain_text("The mayor opened the bridge.", use_inner_text=True)
    chat.page.wait_for_selector(".fn-list")
    expect(chat.page.locator("#fn-count-line")).to_contain_text("1 article.", use_inner_text=True)


def test_a_failure_keeps_the_question_and_can_be_tried_again(
    open_chat: Open, stand_in: Callable[[FakeLibrary], str]
) -> None:
    library = FakeLibrary([Article("a.txt", "The mayor opened the bridge.", "Bridge")])
    library.trouble = IndexDamaged("The index cannot be read; delete it and start again.")
    chat = open_chat(stand_in(library)).open()
    turn = chat.ask("Who opened the bridge?")
    expect(turn).to_contain_text("The index cannot be read; delete it and start again.", use_inner_text=True)
    expect(turn.locator(".fn-question")).to_have_text("Who opened the bridge?", use_inner_text=True)
    library.trouble = None
    turn.get_by_role("button", name="Try again").click()
    chat.page.wait_for_selector(".fn-answer a.cite")
    expect(chat.turns).to_have_count(1)


def test_without_articles_the_page_says_what_to_do(open_chat: Open, stand_in: Callable[[FakeLibrary], str]) -> None:
    chat = open_chat(stand_in(FakeLibrary()))
    chat.page.goto(chat.url)
    chat.page.get_by_role("heading", name="No articles yet. Add text files to start.").wait_for()
    chat.page.wait_for_selector("#fn-files", state="attached")
    chat.page.set_input_files("#fn-files", [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"The mayor came."}])
    chat.page.wait_for_selector(".fn-example")
    expect(chat.page.locator("#fn-count-line")).to_contain_text("1 article.", use_inner_text=True)


def test_the_api_is_four_functions_and_answers_as_the_page_does(served: Served) -> None:
    from gradio_client import Client

    client = Client(served.url, verbose=False)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/check", "/search", "/sources"}
    answer = client.predict(KEEPER, [], api_name="/ask")
    assert "Magnus Thorne" in answer["text"]
    assert answer["citations"][0]["quote"] in answer["text"]
    assert len(client.predict("lighthouse", 2, api_name="/search")) == 2
    assert len(client.predict(api_name="/sources")) == 4


def test_the_same_functions_are_tools_for_programs_that_speak_mcp(served: Served) -> None:
    pytest.importorskip("mcp", reason="the mcp extra is not installed")
    import asyncio

    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def use() -> tuple[list[str], str]:
        async with (
            streamable_http_client(served.url + "gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            found = await session.call_tool("search", {"query": "boundary stone", "k": 1})
            return [f"{tool.name}: {tool.description}" for tool in tools], str(found.content[0])

    with ThreadPoolExecutor() as thread:  # Playwright keeps an event loop running in this one
        tools, found = thread.submit(asyncio.run, use()).result()
    assert [tool.partition(":")[0] for tool in tools] == ["ask", "check", "search", "sources"]
    assert all(len(tool) > 40 for tool in tools), "a tool does not say what it does"
    assert "Petra Halvorsen" in found


def test_other_hosts_and_other_sites_are_refused(served: Served) -> None:
    assert httpx.get(served.url, headers={"host": "evil.example"}).status_code == 400
    join = served.url + "gradio_api/queue/join"
    assert httpx.post(join, headers={"origin": "https://evil.example"}, json={}).status_code == 403
    assert "connect-src 'self'" in httpx.get(served.url).headers["content-security-policy"]


def test_the_server_asks_nobody_outside_this_machine(open_chat: Open, served: Served) -> None:
    chat = open_chat(served.url).open()
    chat.ask(FERRY)
    process = psutil.Process(served.process.pid)
    sockets = [place for one in (process, *process.children(recursive=True)) for place in one.net_connections("inet")]
    assert {place.raddr.ip for place in sockets if place.raddr} <= {"127.0.0.1", "::1"}
    asked = served.asked.read_text(encoding="utf-8").splitlines()
    assert asked, "the log of what was asked for does not work"
    assert [line for line in asked if not any(local in line for local in ("127.0.0.1", "localhost", "::1"))] == []
