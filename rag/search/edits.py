"""What people changed of what is known of articles: in `edits.json` beside the index, apart from every text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import LoadError
from rag.types import Article

FILE = "edits.json"
FIELDS = ("title", "published", "author", "publisher", "url")


class Edit(NamedTuple):
    """One fact of an article as its source has it, and what it was changed into."""

    was: str | None
    now: str | None


Edits = dict[str, Edit]
"""The edits of one article, by the name of the fact."""


def read(folder: Path) -> dict[str, Edits]:
    """All edits, by the article's id. Raises `LoadError` where the file is none of ours."""
    try:
        held = json.loads((folder / FILE).read_text(encoding="ascii"))
        return {id: {name: Edit(*edit) for name, edit in facts.items()} for id, facts in held.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise LoadError(str(folder / FILE), f"is not what was written ({error}); mend it, or delete it") from error


def write(folder: Path, id: str, facts: Edits) -> None:
    """Keep the edits of one article in the place of those that there were; none: forget them."""
    edits = read(folder)
    if facts == edits.pop(id, {}):
        return
    held = {**edits, id: facts} if facts else edits
    fresh = folder / f"{FILE}.new"
    fresh.write_text(json.dumps(held, indent=1, sort_keys=True), encoding="ascii")
    fresh.replace(folder / FILE)


def applied(article: Article, facts: Edits) -> tuple[Article, Edits]:
    """An article as its source has it with these edits, and which of them still change anything."""
    was = {name: getattr(article, name) for name in facts}
    kept = {name: Edit(was[name], edit.now) for name, edit in facts.items() if was[name] != edit.now}
    return _with(article, {name: edit.now for name, edit in kept.items()}), kept


def original(article: Article, facts: Edits) -> Article:
    """The article as its source has it."""
    return _with(article, {name: edit.was for name, edit in facts.items()})


def changed(article: Article, before: Edits, facts: Mapping[str, str | None]) -> tuple[Article, Edits]:
    """An article that is edited, with other facts; as its source has them, they are edited no longer."""
    wanted = {name: Edit(None, value) for name, value in facts.items()}
    return applied(original(article, before), {**before, **wanted})


def _with(article: Article, facts: Mapping[str, Any]) -> Article:
    return replace(article, **facts)
