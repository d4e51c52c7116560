"""A checked text as HTML: every sentence with its verdict in words, the reasons, and the passage that decides."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from typing import Any

from rag.types import CheckedText, Support
from rag.web.markup import from_template
from rag.web.told import told
from rag.web.translation import gettext as _
from rag.web.translation import marked, ngettext, number

MARKS = {
    Support.SUPPORTED: ("✓", marked("Supported")),
    Support.PARTLY: ("◐", marked("Partly supported")),
    Support.CONTRADICTED: ("✗", marked("Contradicted")),
    Support.NOT_FOUND: ("?", marked("Not in the articles")),
    Support.UNVERIFIABLE: ("–", marked("Nothing to check")),
}
"""A sign and the words for each kind, so that its colour is never the only cue."""


def waiting(text: str) -> str:
    """Before the first sentence: what is waited for."""
    return _report(progress=text)


def failed(reason: str) -> str:
    """Why there is no report."""
    return _report(notice=(_("The text could not be checked."), reason))


def unfinished(so_far: CheckedText) -> str:
    """The sentences that are done, and how far into the text they reach."""
    share = so_far.sentences[-1].end * 100 // len(so_far.text)
    done = ngettext(
        "{n} sentence checked, {share} % of the text…",
        "{n} sentences checked, {share} % of the text…",
        len(so_far.sentences),
        share=share,
    )
    return _report(sentences=_sentences(so_far), progress=done)


def finished(checked: CheckedText, scope: str = "") -> str:
    """The whole text: counts on top, every sentence, and what can be kept of it.

    `scope` says which articles it was held against, where not against all of them."""
    if not checked.sentences:
        return failed(_("It has no words."))
    return _report(
        scope=scope,
        counts=checked.counts,
        sentences=_sentences(checked),
        markdown=checked.to_markdown(told),
        json=dumps(checked.to_dict(), ensure_ascii=False, indent=2),
    )


def stopped(so_far: CheckedText | None) -> str:
    """What was checked before it was stopped; not to be kept, because a copy would look like the whole."""
    if so_far is None:
        return _report(notice=(_("Stopped."), _("No sentence was checked.")))
    notice = (_("Stopped."), _("The rest of the text was not checked."))
    return _report(counts=so_far.counts, notice=notice, sentences=_sentences(so_far))


def summary(checked: CheckedText) -> str:
    """The counts in one line, for a screen reader."""
    parts = [f"{number(count)} {_words(kind)}" for kind, count in checked.counts.items() if count]
    checked_so_far = ngettext("{n} sentence checked", "{n} sentences checked", len(checked.sentences))
    return f"{checked_so_far}: {', '.join(parts)}."


def _words(kind: str) -> str:
    """The words for a kind in the middle of a sentence."""
    words = _(MARKS[Support(kind)][1])
    return words[:1].lower() + words[1:]


def _report(**parts: Any) -> str:
    """The template with the parts that there are."""
    absent = dict.fromkeys(("counts", "scope", "sentences", "markdown", "json", "notice", "progress"))
    return from_template("report.html", **(absent | parts), marks=MARKS)


def _sentences(checked: CheckedText) -> list[dict[str, Any]]:
    """The sentences as `CheckedText.to_dict` gives them, with the reasons as one sentence, and the passage that
    decides under its number: the same passage has the same one throughout."""
    numbers: dict[str, int] = {}
    return [_sentence(sentence, numbers) for sentence in checked.to_dict()["sentences"]]


def _sentence(sentence: Mapping[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    reasons = "; ".join(told(reason["text"]) for reason in sentence["reasons"])
    shown = [] if sentence["kind"] == Support.UNVERIFIABLE else sentence["passages"][:1]
    evidence = [{**passage, "number": numbers.setdefault(passage["ref"], len(numbers) + 1)} for passage in shown]
    return {**sentence, "why": reasons[:1].upper() + reasons[1:], "evidence": evidence}
