"""Pictures of the chat in each of its states, light, dark and narrow, to be looked at by a person.

python benchmarks/screenshots.py OUT [--articles DIR] [--question TEXT] [--nowhere TEXT]
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 780}, "color_scheme": "light", "has_touch": True},
    "narrow-dark": {"viewport": {"width": 390, "height": 780}, "color_scheme": "dark", "has_touch": True},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--articles", type=Path, default=ROOT / "articles")
    parser.add_argument("--question", default="What did Lavrov accuse the United States of?")
    parser.add_argument("--nowhere", default="How do emperor penguins raise their chicks?")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as index, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, str(ROOT / "app.py"), "--index", index, "--articles", str(given.articles)]
        with subprocess.Popen([*command, "--port", str(port)], cwd=ROOT) as server:
            try:
                pictures(f"http://127.0.0.1:{port}/", given)
            finally:
                server.terminate()


def pictures(url: str, given: argparse.Namespace) -> None:
    """Every state of the page in every look."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, look in LOOKS.items():
            context = browser.new_context(**look)
            context.set_default_timeout(180_000)
            walk(context.new_page(), url, given, f"{given.out}/{name}")
            context.close()


def walk(page: Any, url: str, given: argparse.Namespace, name: str) -> None:
    """A picture of every state, from the first look to files that cannot be added."""

    def picture(state: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=f"{name}-{state}.png")

    reach(page, url)
    picture("0-opened")
    page.wait_for_selector(".fn-example")
    picture("1-empty")
    ask(page, given.question)
    picture("2-answered")
    first = page.locator(".fn-answer a.cite").first
    first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    picture("3-quote")
    first.click()
    page.wait_for_selector("#fn-hit")
    picture("4-reader")
    page.go_back()
    ask(page, given.nowhere)
    picture("5-abstained")
    spoil(page)
    picture("6-list")


def reach(page: Any, url: str) -> None:
    """Open the page, however long its server takes to start."""
    for _ in range(100):
        try:
            page.goto(url)
            break
        except Error:  # the server is still starting
            page.wait_for_timeout(300)
    page.wait_for_selector(".fn-welcome")


def ask(page: Any, question: str) -> None:
    """Ask and wait for the answer."""
    before = page.locator(".fn-actions").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    page.wait_for_function("before => document.querySelectorAll('.fn-actions').length > before", arg=before)


def spoil(page: Any) -> None:
    """Begin to remove an article, and add two files that are none."""
    if page.locator(".fn-narrow").is_visible():
        page.locator(".fn-narrow").click()
    page.wait_for_selector(".fn-list")
    page.locator("[data-do=remove]").nth(1).click()
    page.set_input_files(
        "#fn-files",
        [
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "program.exe", "mimeType": "text/plain", "buffer": b"MZ"},
        ],
    )
    page.wait_for_selector("#fn-uploads > :nth-child(2)[data-state=failed]")


if __name__ == "__main__":
    main()
