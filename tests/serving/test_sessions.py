"""Sessions: what is kept of them, and when they end."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.serving.sessions import FILE, IDLE_S, Sessions

DAY = 24 * 3600


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_session_is_found_by_its_cookie_and_by_no_other(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    first, second = sessions.begin("ann", "s1"), sessions.begin("ben", "s2")
    assert sessions.find(first) == ("ann", "s1")
    assert sessions.find(second) == ("ben", "s2")
    for other in ("", first[:-1], first + "a", first.upper(), "' OR 1=1 --", "\ud800"):
        assert sessions.find(other) is None


def test_the_cookie_itself_is_nowhere_in_the_file(tmp_path: Path) -> None:
    cookie = Sessions(tmp_path).begin("ann", "s1")
    assert len(cookie) >= 43, "32 random bytes"
    assert cookie.encode() not in (tmp_path / FILE).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    Sessions(tmp_path / "index").begin("ann", "s1")
    assert stat.S_IMODE((tmp_path / "index" / FILE).stat().st_mode) == 0o600


def test_it_is_there_after_a_restart_until_it_is_ended(tmp_path: Path) -> None:
    cookie, other = Sessions(tmp_path).begin("ann", "s1"), Sessions(tmp_path).begin("ann", "s1")
    assert Sessions(tmp_path).find(cookie)
    Sessions(tmp_path).end(cookie)
    assert Sessions(tmp_path).find(cookie) is None
    assert Sessions(tmp_path).find(other), "elsewhere one stays signed in"


def test_it_ends_after_thirty_days_without_a_request_and_not_before(tmp_path: Path, clock: Clock) -> None:
    sessions = Sessions(tmp_path, clock)
    cookie, idle = sessions.begin("ann", "s1"), sessions.begin("ben", "s2")
    for _ in range(4):
        clock.now += 20 * DAY
        assert sessions.find(cookie), "each request puts the end off"
    assert sessions.find(idle) is None
    clock.now += IDLE_S + 1
    assert sessions.find(cookie) is None
    sessions.begin("ann", "s1")
    with sqlite3.connect(tmp_path / FILE) as file:
        assert file.execute("SELECT count(*) FROM session").fetchone() == (1,), "those that ended are cleared away"


def test_whom_a_proxy_names_has_the_same_conversations_for_good_and_nobody_elses(tmp_path: Path) -> None:
    ann, ben = Sessions(tmp_path).owner("ann"), Sessions(tmp_path).owner("ben")
    assert Sessions(tmp_path).owner("ann") == ann != ben
    assert len(ann) == 32
    assert int(ann, 16)


def test_whoever_comes_to_several_processes_at_once_is_one_owner(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        for name in map(str, range(20)):
            drawn = list(threads.map(lambda _, name=name: Sessions(tmp_path).owner(name), range(8)))
            assert len(set(drawn)) == 1
