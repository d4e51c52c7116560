"""The page as its reader uses it, for the browser tests."""

from __future__ import annotations

import json
from typing import Any

LOCAL = ("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:")
HARMLESS = (
    # Chromium says this where the page's own field already has the focus.
    "Autofocus processing was blocked",
    # Gradio's client says these of a stream that a reload or a closed window cuts off: nobody waits for it any more.
    "AbortError: signal is aborted",
    "Unexpected error Connection errored out",
    # Firefox says this of a page that is left while it still loads.
    "error loading dynamically imported module",
)
A4 = 21.0, 29.7
"""Centimetres."""
INCH = 2.54
# Whether a finger on the mark's first line would touch the mark.
ON_SCREEN = """() => {
    const mark = document.getElementById('fn-hit');
    const first = mark.getClientRects()[0];
    const x = first.left + Math.min(8, first.width / 2);
    const found = document.elementFromPoint(x, first.top + first.height / 2);
    return mark.contains(found) && first.top > 0 && first.bottom < innerHeight;
}"""


def expect(part: Any, message: str | None = None) -> Any:
    """Playwright's assertions, which wait until they hold: what a page shows comes when it comes."""
    from playwright.sync_api import expect as waiting  # without Playwright these tests are skipped, not broken

    return waiting(part, message)


class Chat:
    """One browser window on the page; remembers every error and every request that left the machine."""

    label = "Your question"

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.troubles: list[str] = []
        self.outside: list[str] = []
        page.on("pageerror", self._error)
        page.on("console", self._console)
        page.on("request", lambda request: request.url.startswith(LOCAL) or self.outside.append(request.url))

    def _error(self, error: Any) -> None:
        if not str(error).startswith(HARMLESS):
            self.troubles.append(str(error))

    def _console(self, message: Any) -> None:
        where = message.location.get("url", "")
        # Of an error that a script writes down Firefox tells the name alone: Gradio's writes down such a stream.
        nameless = message.text == "Error" and "/assets/index-" in where
        if message.type in ("error", "warning") and not nameless and not message.text.startswith(HARMLESS):
            self.troubles.append(f"{message.text} {where}")

    def open(self, fragment: str = "") -> Chat:
        """Load the page and wait until the articles are ready."""
        self.page.goto(self.url + fragment)
        return self.loaded()

    def reload(self) -> Chat:
        """Load the page anew, and wait as for the first time."""
        self.page.reload()
        return self.loaded()

    def loaded(self) -> Chat:
        """Wait until the articles are ready."""
        self.page.wait_for_function("/[0-9].*\\.$/.test(document.getElementById('fn-count-line')?.textContent)")
        self.page.wait_for_selector(".fn-view[data-view]:not([data-view=waiting])", state="attached")
        return self

    @property
    def box(self) -> Any:
        return self.page.get_by_label(self.label)

    @property
    def turns(self) -> Any:
        return self.page.locator(".fn-turn")

    @property
    def last(self) -> Any:
        return self.turns.last

    def ask(self, question: str) -> Any:
        """Type a question, send it with Enter, and give its turn once it is finished."""
        before = self.turns.count()
        self.box.fill(question)
        self.box.press("Enter")
        self.page.wait_for_function(
            "before => document.querySelectorAll('.fn-turn').length > before"
            " && !document.querySelector('.fn-turn[aria-busy]')",
            arg=before,
        )
        return self.last

    def cites(self, turn: Any = None) -> Any:
        """The citations inside the statements of a turn."""
        return (turn or self.last).locator(".fn-answer a.cite")

    def wait_until(self, expression: str, value: str | bool) -> None:
        """Wait until an expression of the page has this value."""
        self.page.wait_for_function(f"({expression}) === {json.dumps(value)}")

    def wait_for_view(self, reference: str) -> None:
        self.page.wait_for_selector(f'.fn-view[data-view="{reference}"]')

    def follow(self, link: Any) -> str:
        """Click a citation and hold the reader to it; gives the quote."""
        quote, reference = link.get_attribute("data-quote"), link.get_attribute("href")[1:]
        link.click()
        self.wait_for_view(reference)
        self.page.wait_for_function("document.activeElement?.id === 'fn-hit'")
        self.hold_mark(quote)
        self.wait_until("location.hash", f"#{reference}")
        return str(quote)

    def hold_mark(self, quote: str) -> None:
        """The mark is the quote, there is one, it has the focus, and its first line is to be seen."""
        self.wait_until("[...document.querySelectorAll('mark')].map(mark => mark.textContent).join('')", quote)
        expect(self.page.locator("#fn-hit")).to_have_count(1)
        self.wait_until("document.activeElement.id", "fn-hit")
        self.page.wait_for_function(ON_SCREEN)

    def back(self) -> None:
        """As the browser's own button does; Playwright's waits in Firefox for what never comes."""
        self.page.evaluate("history.back()")

    def printed(self) -> bytes:
        """What the browser prints, as a PDF of A4 paper."""
        # Playwright gives Firefox inches where it takes centimetres.
        unit = INCH if self.page.context.browser.browser_type.name == "firefox" else 1.0
        width, height = (f"{length * unit}cm" for length in A4)
        return bytes(self.page.pdf(width=width, height=height))

    def focused(self) -> str:
        """The element with the focus, in the words of a test: its id, or its text."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
