"""What is kept in memory, and how much of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rag.search.kept import BoundedCache


def test_what_was_put_is_there_until_there_is_no_more_room() -> None:
    kept: BoundedCache[str, str] = BoundedCache(10)
    assert kept.get("a") is None
    assert kept.put("a", "A", 4) == "A"
    kept.put("b", "B", 6)
    assert (kept.get("a"), kept.get("b")) == ("A", "B")
    kept.put("c", "C", 1)
    assert [kept.get(key) for key in "abc"] == [None, None, "C"], "all others make room at once"
    kept.put("d", "D", 9)
    assert (kept.get("c"), kept.get("d")) == ("C", "D"), "the room that was made is there again"


def test_what_is_larger_than_the_room_is_kept_alone() -> None:
    kept: BoundedCache[int, str] = BoundedCache(10)
    kept.put(1, "small", 1)
    kept.put(2, "large", 99)
    assert (kept.get(1), kept.get(2)) == (None, "large")
    kept.put(3, "small", 1)
    assert (kept.get(2), kept.get(3)) == (None, "small")


def test_nothing_is_left_after_forgetting() -> None:
    kept: BoundedCache[int, int] = BoundedCache(10)
    kept.put(1, 1, 10)
    kept.clear()
    assert kept.get(1) is None
    kept.put(2, 2, 10)
    assert kept.get(2) == 2


def test_threads_get_what_belongs_to_the_key_or_nothing() -> None:
    kept: BoundedCache[int, int] = BoundedCache(50)

    def ask(number: int) -> bool:
        key = number % 97
        found = kept.get(key)
        return (kept.put(key, key * key, 1) if found is None else found) == key * key

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(20_000)))
