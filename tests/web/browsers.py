"""The browsers that the tests drive: where they are found, and how they are started."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox-esr", "firefox"),
}
"""What the programs of each are called; CHROMIUM and FIREFOX name another."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

IN_CHROMIUM = pytest.param("chromium", id=pytest.HIDDEN_PARAM)
in_both = pytest.mark.parametrize(
    "browser", [IN_CHROMIUM, pytest.param("firefox", marks=pytest.mark.firefox)], indirect=True, scope="module"
)
"""Marks a test that drives first the one and then the other."""


def program(name: str) -> str | None:
    """Where a browser is; None where there is none."""
    return os.environ.get(name.upper()) or next(filter(None, map(shutil.which, PROGRAMS[name])), None)


def launch(playwright: Any, name: str, program: str) -> Any:
    """A running browser of this name: what has `new_context` and `close`."""
    if name == "firefox":
        return Firefox(playwright, program)
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


class Firefox:
    """Firefox as it is installed, by WebDriver BiDi. What the system prefers is set for a whole browser there, so that
    each wish has one of its own."""

    def __init__(self, playwright: Any, program: str) -> None:
        self._playwright, self._program = playwright, program
        self._running: dict[tuple[str, str], Any] = {}

    def new_context(self, color_scheme: str = "light", reduced_motion: str = "no-preference", **options: Any) -> Any:
        """A browser profile of its own, with the options that Chromium takes."""
        wish = color_scheme, reduced_motion
        if wish not in self._running:
            preferences = {
                "layout.css.prefers-color-scheme.content-override": int(color_scheme == "light"),
                "ui.prefersReducedMotion": int(reduced_motion == "reduce"),
            }
            self._running[wish] = self._playwright.firefox.launch(
                channel="moz-firefox", executable_path=self._program, firefox_user_prefs=preferences
            )
        return self._running[wish].new_context(**options)

    def close(self) -> None:
        for running in self._running.values():
            running.close()
