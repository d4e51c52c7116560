"""Pictures of the page in thirteen states, and the one in the README: `python -m docs.screens`.

Serves the sample articles from an index of its own, drives Chromium (`CHROMIUM`, or the one on the path) and writes
`docs/screens/` and `docs/chat.png`, with few colours, so that they stay small."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
SCREENS = ROOT / "docs" / "screens"
PORT = 7897
URL = f"http://127.0.0.1:{PORT}/"
COLOURS = 64
PERSON, DIFFER = "Who is Kirill Dmitriev?", "How do the articles differ on Lavrov and Dmitriev?"
WIDE, NARROW = (1280, 800), (390, 800)


class Screen(NamedTuple):
    """One state of the page: how it is reached, at what size and in which theme."""

    name: str
    reach: Callable[[Any], None]
    size: tuple[int, int] = WIDE
    theme: str = "light"
    locale: str = "en-GB"


def ask(page: Any, question: str, label: str = "Your question") -> None:
    """Ask, and wait for the whole answer."""
    page.get_by_label(label).fill(question)
    page.get_by_label(label).press("Enter")
    page.wait_for_selector(".fn-turn:not([aria-busy]) :is(.fn-sources, .fn-notice)")


def cited(page: Any) -> None:
    """An answer, and its first passage marked in the reader."""
    ask(page, PERSON)
    page.locator(".fn-answer a.cite").first.click()
    page.wait_for_selector("#fn-hit", state="attached")
    page.mouse.move(0, 0)


def listed(page: Any) -> None:
    """The list of articles, narrowed to one outlet."""
    if page.viewport_size["width"] < 860:
        page.get_by_role("link", name="Articles").click()
    page.get_by_label("Outlet").select_option(label=page.get_by_label("Outlet").locator("option").nth(2).inner_text())
    page.wait_for_selector(".fn-narrowing")


def overview(page: Any) -> None:
    """What one article says in the main."""
    page.locator(".fn-title").first.click()
    page.get_by_role("button", name="Main points").click()
    page.wait_for_selector(".fn-turn:not([aria-busy]) .fn-sources")


def checked(page: Any) -> None:
    """A text held against the articles."""
    page.get_by_role("link", name="Check a text").click()
    page.get_by_label("The text to check").fill(
        "Kirill Dmitriev was born in Kyiv in 1975. He studied in Cairo. He met Steve Witkoff in April 2025."
    )
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector(".fn-report-title")


def shared(page: Any) -> None:
    """An answer that is shared, as whoever has its link sees it."""
    ask(page, PERSON)
    page.get_by_role("button", name="Share", exact=True).click()
    page.goto(URL + page.get_by_role("link", name="its link").get_attribute("href"))


def conversations(page: Any) -> None:
    """The conversations of this browser, and the settings."""
    ask(page, PERSON)
    page.get_by_role("button", name="Conversations").click()
    page.wait_for_selector("#fn-desk[open] .fn-open-conversation")


SCREENS_OF_THE_PAGE = (
    Screen("start", lambda _: None),
    Screen("cited", cited),
    Screen("cited-dark", cited, theme="dark"),
    Screen("compare", lambda page: ask(page, DIFFER)),
    Screen("timeline", lambda page: ask(page, "What happened when?"), theme="dark"),
    Screen("refused", lambda page: ask(page, "What is the tallest mountain in Africa?")),
    Screen("articles", listed),
    Screen("main-points", overview),
    Screen("checked", checked),
    Screen("shared", shared),
    Screen("conversations", conversations),
    Screen("narrow-reader", cited, NARROW, "dark"),
    Screen("german", lambda page: ask(page, "What happened when?", "Neue Frage"), locale="de-DE"),
)


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """The chat over the sample articles."""
    command = [sys.executable, "app.py", "--index", str(folder), "--port", str(PORT)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def save(picture: bytes, path: Path, colours: int = COLOURS) -> None:
    """A picture with few colours."""
    image = (
        Image.open(BytesIO(picture))
        .convert("RGB")
        .quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    image.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)} {path.stat().st_size:,}")


def main() -> None:
    """Take every picture, and print its size in bytes."""
    SCREENS.mkdir(exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for screen in SCREENS_OF_THE_PAGE:
            size = {"width": screen.size[0], "height": screen.size[1]}
            how = {"color_scheme": screen.theme, "locale": screen.locale, "reduced_motion": "reduce"}
            page = browser.new_context(viewport=size, **how).new_page()
            page.set_default_timeout(180_000)
            reached(page)
            screen.reach(page)
            page.wait_for_timeout(500)
            save(page.screenshot(), SCREENS / f"{screen.name}.png")
            page.context.close()
        browser.close()
    shutil.copyfile(SCREENS / "cited.png", ROOT / "docs" / "chat.png")


def reached(page: Any) -> None:
    """The page, once it is served and the articles are ready."""
    while True:
        try:
            page.goto(URL)
            break
        except Exception:  # noqa: BLE001 - until it listens, every error there is says so
            page.wait_for_timeout(1_000)
    page.wait_for_function("/[0-9].*\\.$/.test(document.getElementById('fn-count-line')?.textContent)")
    page.wait_for_selector(".fn-view[data-view]:not([data-view=waiting])", state="attached")


if __name__ == "__main__":
    main()
