"""Failing to sign in: a few times costs nothing, more and more a growing wait."""

from __future__ import annotations

from rag.serving.waits import FREE, LONGEST_S, Waits

from .test_sessions import Clock


def failing(waits: Waits, times: int, address: str = "192.0.2.1", name: str = "ann") -> None:
    for _ in range(times):
        waits.failed(address, name)


def test_a_few_failures_cost_nothing_and_each_more_doubles_the_wait() -> None:
    clock = Clock()
    waits = Waits(clock)
    failing(waits, FREE - 1)
    assert waits.seconds("192.0.2.1", "ann") == 0
    seconds = []
    for _ in range(5):
        failing(waits, 1)
        seconds.append(waits.seconds("192.0.2.1", "ann"))
        clock.now += seconds[-1]
        assert waits.seconds("192.0.2.1", "ann") == 0
    assert seconds == [1, 2, 4, 8, 16]


def test_an_address_waits_for_any_name_and_a_name_at_any_address() -> None:
    waits = Waits(Clock())
    for number in range(FREE + 3):
        waits.failed("192.0.2.1", f"user{number}")
        waits.failed(f"198.51.100.{number}", "ann")
    assert waits.seconds("192.0.2.1", "somebody") > 0
    assert waits.seconds("203.0.113.9", "ann") > 0
    assert waits.seconds("203.0.113.9", "somebody") == 0


def test_all_addresses_of_an_ipv6_network_are_one() -> None:
    waits = Waits(Clock())
    for number in range(FREE + 3):
        waits.failed(f"2001:db8::{number:x}", f"user{number}")
    assert waits.seconds("2001:db8::ffff", "somebody") > 0
    assert waits.seconds("2001:db8:1::1", "somebody") == 0


def test_nobody_waits_for_ever_least_of_all_for_a_name_that_others_fail_for() -> None:
    waits = Waits(Clock())
    failing(waits, 2_000)
    assert waits.seconds("192.0.2.1", "else") == LONGEST_S["address"] == 900
    assert waits.seconds("198.51.100.1", "ann") == LONGEST_S["name"] == 60


def test_success_forgets_the_failures_of_the_name_and_not_of_the_address() -> None:
    waits = Waits(Clock())
    failing(waits, FREE + 2)
    waits.succeeded("ann")
    assert waits.seconds("198.51.100.1", "ann") == 0
    assert waits.seconds("192.0.2.1", "ann") > 0


def test_an_hour_without_a_failure_forgets_it() -> None:
    clock = Clock()
    waits = Waits(clock)
    failing(waits, 100)
    clock.now += 3601
    assert waits.seconds("192.0.2.1", "ann") == 0
    failing(waits, 1)
    assert waits.seconds("192.0.2.1", "ann") == 0


def test_odd_addresses_and_names_are_counted_like_others() -> None:
    waits = Waits(Clock())
    failing(waits, FREE + 1, "testclient", "\0" * 10_000)
    assert waits.seconds("testclient", "somebody") > 0
    assert waits.seconds("", "somebody") == 0
