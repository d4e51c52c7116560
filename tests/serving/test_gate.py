"""How many are asked at once."""

from __future__ import annotations

import gc

import pytest

from rag.serving.gate import PATIENCE_S, PER_CORE, Busy, Gate
from rag.serving.metrics import Metrics

from .test_sessions import Clock


def test_so_many_come_in_and_one_more_when_one_has_left() -> None:
    gate = Gate(2)
    first, _second = gate.enter(), gate.enter()
    with pytest.raises(Busy, match="Try again in a few seconds"):
        gate.enter()
    gate.leave(first)
    gate.leave(first)
    with gate.enter():
        assert len(gate) == 2
    assert len(gate) == 1
    assert gate.turned_away == 1


def test_a_place_that_nobody_holds_any_more_is_free() -> None:
    gate = Gate(1)
    gate.enter()
    gc.collect()
    assert len(gate) == 0
    with pytest.raises(ZeroDivisionError), gate.enter():
        _ = 1 / 0
    assert len(gate) == 0


def test_a_question_that_never_begins_loses_its_place_and_one_that_has_begun_keeps_it() -> None:
    clock = Clock()
    gate = Gate(2, clock)
    waiting, begun = gate.enter(), gate.enter()
    with begun:
        clock.now += PATIENCE_S + 1
        assert len(gate) == 1
        gate.enter()
    assert not waiting.holds(clock.now)


def test_by_default_there_are_places_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert Gate().most == 4 * PER_CORE
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert Gate().most == PER_CORE


def test_each_question_is_counted_by_its_kind_and_what_came_of_it() -> None:
    gate = Gate(2)
    metrics = Metrics(gate, lambda: 41, lambda: 7)
    with metrics.question("unknown") as asked:
        asked.kind, asked.outcome = "list", "answered"
    with pytest.raises(ZeroDivisionError), metrics.question("search"):
        _ = 1 / 0

    def left() -> object:
        with metrics.question("fact"):
            yield

    stream = left()
    next(stream)  # type: ignore[call-overload]
    stream.close()  # type: ignore[attr-defined]
    _held = gate.enter(), gate.enter()
    for _ in range(3):
        with pytest.raises(Busy):
            gate.enter()
    metrics.text()
    shown = metrics.text().decode().splitlines()
    for line in (
        'footnote_questions_total{kind="list",outcome="answered"} 1.0',
        'footnote_questions_total{kind="search",outcome="failed"} 1.0',
        'footnote_questions_total{kind="fact",outcome="stopped"} 1.0',
        "footnote_question_seconds_count 3.0",
        "footnote_questions_in_flight 2.0",
        "footnote_busy_total 3.0",
        "footnote_articles 41.0",
        "footnote_generation 7.0",
    ):
        assert line in shown
