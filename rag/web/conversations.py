"""The conversations that are kept, in SQLite beside the index: each belongs to the browser that began it. So does the
choice of the articles that may answer."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from rag.types import QuestionKind
from rag.web.turns import ENDED, MAX_TURNS, Conversation, Exchange

FILE = "conversations.sqlite"
MAX_NAME = 120
"""Characters of a name; one that is taken from the first question is cut there."""
_TOKEN = re.compile(r"[0-9a-f]{32}")
_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (
    owner TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turn (
    owner TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, exchange TEXT NOT NULL,
    PRIMARY KEY (owner, id, number),
    FOREIGN KEY (owner, id) REFERENCES conversation (owner, id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS share (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, conversation TEXT NOT NULL, number INTEGER NOT NULL,
    UNIQUE (owner, conversation, number),
    FOREIGN KEY (owner, conversation, number) REFERENCES turn (owner, id, number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dial (owner TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choice (
    owner TEXT NOT NULL, article BLOB NOT NULL, PRIMARY KEY (owner, article)
) WITHOUT ROWID;
"""


class Desk(NamedTuple):
    """Whose conversation it is and which: both are drawn by the browser, 32 hex digits that nobody guesses."""

    owner: str
    id: str

    @classmethod
    def of(cls, sent: object) -> Desk | None:
        """What a browser sent, if it is a desk; anybody can send anything."""
        owner, id = (sent.get("owner"), sent.get("conversation")) if isinstance(sent, dict) else (None, None)
        known = all(isinstance(token, str) and _TOKEN.fullmatch(token) for token in (owner, id))
        return cls(str(owner), str(id)) if known else None


class Kept(NamedTuple):
    """A conversation as it is listed."""

    id: str
    name: str
    changed: str
    """ISO 8601, UTC."""
    questions: int


class Conversations:
    """A file of conversations. Its methods may be called from any thread; they raise `sqlite3.Error` or `OSError` where
    the file cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def keep(self, desk: Desk, turns: Conversation) -> None:
        """Store the turns that came to an end; the first question names a conversation that is new."""
        ended = [turn for turn in turns if turn.state in ENDED]
        if not ended:
            return
        name = " ".join(ended[0].question.split())[:MAX_NAME]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._opened() as file:
            file.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET changed = excluded.changed",
                (*desk, name, now),
            )
            file.executemany(
                "INSERT INTO turn VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET exchange = excluded.exchange",
                [(*desk, turn.number, json.dumps(asdict(turn))) for turn in ended],
            )

    def turns(self, desk: Desk) -> Conversation:
        """The turns of a conversation, oldest first; none where there is no such conversation."""
        if not self._file.exists():
            return ()
        with self._opened() as file:
            rows = file.execute(
                "SELECT exchange FROM turn WHERE owner = ? AND id = ? ORDER BY number DESC LIMIT ?", (*desk, MAX_TURNS)
            ).fetchall()
        return tuple(_exchange(json.loads(row[0])) for row in reversed(rows))

    def all(self, owner: str, words: str = "") -> Sequence[Kept]:
        """The conversations of a browser, the one that was changed last first; with `words`, those that have each of
        them in their name, a question, an answer or what it cites."""
        if not self._file.exists():
            return ()
        with self._opened() as file:
            rows = file.execute(
                "SELECT id, name, changed, (SELECT count(*) FROM turn t WHERE t.owner = c.owner AND t.id = c.id) "
                "FROM conversation c WHERE owner = ? ORDER BY changed DESC, id",
                (owner,),
            )
            kept = [Kept(*row) for row in rows]
        wanted = words.casefold().split()
        return [one for one in kept if not wanted or self._has(Desk(owner, one.id), one.name, wanted)]

    def _has(self, desk: Desk, name: str, wanted: Sequence[str]) -> bool:
        told = "\n".join((name, *(text for turn in self.turns(desk) for text in _texts(turn)))).casefold()
        return all(word in told for word in wanted)

    def rename(self, desk: Desk, name: str) -> None:
        """Give a conversation another name; a blank one changes nothing."""
        if name.strip() and self._file.exists():
            with self._opened() as file:
                changed = " ".join(name.split())[:MAX_NAME]
                file.execute("UPDATE conversation SET name = ? WHERE owner = ? AND id = ?", (changed, *desk))

    def delete(self, owner: str, id: str | None = None) -> None:
        """Delete one conversation of a browser, or with no `id` all of them: their bytes are overwritten."""
        if self._file.exists():
            with self._opened() as file:
                file.execute("DELETE FROM conversation WHERE owner = ? AND id = ifnull(?, id)", (owner, id))

    def share(self, desk: Desk, number: int) -> str:
        """Share the answer of a turn by an id that nobody guesses: the one it has, or a new one."""
        with self._opened() as file:
            file.execute("INSERT OR IGNORE INTO share VALUES (?, ?, ?, ?)", (token_hex(16), *desk, number))
            held = "SELECT id FROM share WHERE (owner, conversation, number) = (?, ?, ?)"
            return str(file.execute(held, (*desk, number)).fetchone()[0])

    def stop_sharing(self, desk: Desk, number: int) -> None:
        """Share the answer of a turn no longer: its id leads nowhere, for good."""
        if self._file.exists():
            with self._opened() as file:
                file.execute("DELETE FROM share WHERE (owner, conversation, number) = (?, ?, ?)", (*desk, number))

    def shared(self, id: str) -> Exchange | None:
        """The turn that is shared by an id, as it is now; None where there is none."""
        if not self._file.exists():
            return None
        with self._opened() as file:
            row = file.execute(
                "SELECT exchange FROM share s JOIN turn t ON (t.owner, t.id, t.number) = "
                "(s.owner, s.conversation, s.number) WHERE s.id = ?",
                (id,),
            ).fetchone()
        return _exchange(json.loads(row[0])) if row else None

    def chosen(self, owner: str) -> frozenset[str]:
        """The ids of the articles that a browser chose to ask, whether or not they are still there."""
        if not self._file.exists():
            return frozenset()
        with self._opened() as file:
            rows = file.execute("SELECT article FROM choice WHERE owner = ?", (owner,))
            return frozenset(id.decode("utf-8", "surrogatepass") for (id,) in rows)

    def choose(self, owner: str, ids: Iterable[str], chosen: bool) -> None:
        """Add articles to the choice of a browser, or take them out of it."""
        change = (
            "INSERT OR IGNORE INTO choice VALUES (?, ?)"
            if chosen
            else "DELETE FROM choice WHERE (owner, article) = (?, ?)"
        )
        with self._opened() as file:
            file.executemany(change, [(owner, id.encode("utf-8", "surrogatepass")) for id in ids])

    def dial(self, owner: str) -> str:
        """How sure an answer has to be for a browser, as it named it; empty where it did not."""
        if not self._file.exists():
            return ""
        with self._opened() as file:
            row = file.execute("SELECT value FROM dial WHERE owner = ?", (owner,)).fetchone()
        return str(row[0]) if row else ""

    def set_dial(self, owner: str, value: str) -> None:
        """Keep how sure an answer has to be for a browser."""
        with self._opened() as file:
            file.execute("INSERT OR REPLACE INTO dial VALUES (?, ?)", (owner, value))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=10)) as file:
            file.execute("PRAGMA foreign_keys = ON")
            file.execute("PRAGMA secure_delete = ON")
            file.executescript(_TABLES)
            with file:
                yield file


def _texts(turn: Exchange) -> Iterator[str]:
    """All that is shown of a turn."""
    yield turn.question
    if answer := turn.answer:
        yield from (answer["text"], answer["explanation"])
        for citation in (*answer["citations"], *answer["nearest"]):
            yield from filter(None, (citation["quote"], citation["title"], citation["publisher"], citation["author"]))


def _exchange(held: dict[str, Any]) -> Exchange:
    held.pop("copy", None)  # kept by an earlier version
    return Exchange(**{**held, "kind": QuestionKind(held["kind"]) if held["kind"] else None})
