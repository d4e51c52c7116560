"""A checked text as HTML: every sentence with its verdict in words, the reasons, and the passage that decides."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from typing import Any

from rag.types import CheckedText, Support
from rag.web.markup import day, escape, isolated, plural
from rag.web.render import chip

MARKS = {
    Support.SUPPORTED: ("✓", "Supported"),
    Support.PARTLY: ("◐", "Partly supported"),
    Support.CONTRADICTED: ("✗", "Contradicted"),
    Support.NOT_FOUND: ("?", "Not in the articles"),
    Support.UNVERIFIABLE: ("–", "Nothing to check"),
}
"""A sign and the words for each kind, so that its colour is never the only cue."""


def progress(text: str) -> str:
    """Before the first sentence: what is waited for."""
    return f'<p class="fn-progress" aria-busy="true">{escape(text)}</p>'


def failure(reason: str) -> str:
    """Why there is no report."""
    return f"""<div class="fn-notice"><p><strong>The text could not be checked.</strong> {escape(reason)}</p>
<p>Your text was kept.</p></div>"""


def growing(so_far: CheckedText) -> str:
    """The sentences that are done, and how far into the text they reach."""
    share = so_far.sentences[-1].end * 100 // len(so_far.text)
    done = f"{plural(len(so_far.sentences), 'sentence')} checked, {share} % of the text…"
    return f"{_claims(so_far)}{progress(done)}"


def report(checked: CheckedText) -> str:
    """The whole text: counts on top, every sentence, and what can be kept of it."""
    if not checked.sentences:
        return failure("It has no words.")
    return f"{_tally(checked)}{_keep(checked)}{_claims(checked)}"


def stopped(so_far: CheckedText | None) -> str:
    """What was checked before it was stopped; not to be kept, because a copy would look like the whole."""
    rest = "The rest of the text was not checked." if so_far else "No sentence was checked."
    notice = f'<div class="fn-notice"><p><strong>Stopped.</strong> {rest}</p><p>Your text was kept.</p></div>'
    return f"{_tally(so_far)}{notice}{_claims(so_far)}" if so_far else notice


def told(checked: CheckedText) -> str:
    """The counts in one line, for a screen reader."""
    parts = [f"{count} {MARKS[Support(kind)][1].lower()}" for kind, count in checked.counts.items() if count]
    return f"{plural(len(checked.sentences), 'sentence')} checked: {', '.join(parts)}."


def _tally(checked: CheckedText) -> str:
    items = "".join(
        f"<li>{_badge(Support(kind))} <strong>{count}</strong></li>" for kind, count in checked.counts.items() if count
    )
    count = plural(len(checked.sentences), "sentence")
    return f"""<h2 class="fn-report-title">{count} checked</h2>
<ul class="fn-tally" aria-label="Verdicts">{items}</ul>"""


def _keep(checked: CheckedText) -> str:
    markdown, json = escape(checked.to_markdown()), escape(dumps(checked.to_dict(), ensure_ascii=False, indent=2))
    return f"""<div class="fn-actions" role="group" aria-label="This report">
<button type="button" data-do="copy" data-copy="{markdown}">Copy as Markdown</button>
<button type="button" data-do="download" data-name="checked.md" data-content="{markdown}">Save as Markdown</button>
<button type="button" data-do="download" data-name="checked.json" data-content="{json}">Save as JSON</button></div>"""


def _claims(checked: CheckedText) -> str:
    numbers: dict[str, int] = {}
    claims = "".join(_claim(sentence, numbers) for sentence in checked.to_dict()["sentences"])
    return f'<ol class="fn-claims">{claims}</ol>'


def _claim(sentence: Mapping[str, Any], numbers: dict[str, int]) -> str:
    kind = Support(sentence["kind"])
    reasons = "; ".join(reason["text"] for reason in sentence["reasons"])
    end = "" if reasons.endswith("…") else "."
    why = f' <span class="fn-why">{isolated(reasons[:1].upper() + reasons[1:])}{end}</span>' if reasons else ""
    shown = [] if kind is Support.UNVERIFIABLE else sentence["passages"][:1]
    evidence = "".join(_evidence(kind, passage, numbers) for passage in shown)
    return f"""<li class="fn-claim" data-kind="{escape(kind.value)}"><p class="fn-said" dir="auto">\
{escape(sentence["text"])}</p><p class="fn-verdict">{_badge(kind)}{why}</p>{evidence}</li>"""


def _badge(kind: Support) -> str:
    sign, words = MARKS[kind]
    return f'<span class="fn-badge" data-kind="{kind.value}"><span aria-hidden="true">{sign}</span> {words}</span>'


def _evidence(kind: Support, passage: Mapping[str, Any], numbers: dict[str, int]) -> str:
    """The passage that decides, with a link that opens it in its article."""
    number = numbers.setdefault(passage["ref"], len(numbers) + 1)
    known = [isolated(part) for part in (passage["title"], passage["publisher"], day(passage["published"])) if part]
    lead = '<span class="fn-meta">Closest passage:</span> ' if kind is Support.NOT_FOUND else ""
    return f"""<p class="fn-evidence">{lead}{chip({**passage, "number": number})}<q>{escape(passage["quote"])}</q>\
<span class="fn-meta">{" · ".join(known)}</span></p>"""
