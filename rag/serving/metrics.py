"""What a server counts, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from rag.serving.gate import Gate

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@dataclass(slots=True)
class Asked:
    """One question: what kind it is, and what came of it."""

    kind: str
    outcome: str = "failed"


class Metrics:
    """Counts questions and tells the rest when it is asked for. Its methods may be called from any thread."""

    def __init__(self, gate: Gate, articles: Callable[[], int], generation: Callable[[], int]) -> None:
        self._registry = held = CollectorRegistry()
        self._questions = Counter(
            "footnote_questions", "Questions that came to an end.", ("kind", "outcome"), registry=held
        )
        self._seconds = Histogram("footnote_question_seconds", "How long they took.", registry=held, buckets=SECONDS)
        for name, said, value in (
            ("footnote_questions_in_flight", "Questions that are worked on or wait.", lambda: len(gate)),
            ("footnote_articles", "Articles in the index.", articles),
            ("footnote_generation", "Changes of the index so far.", generation),
        ):
            Gauge(name, said, registry=held).set_function(value)
        self._busy = Counter("footnote_busy", "Questions that were told to come again.", registry=held)
        self._gate, self._told = gate, 0

    @contextmanager
    def question(self, kind: str) -> Iterator[Asked]:
        """Time what is done inside, and count it as what it was said to be: failed, where nothing was said."""
        asked, begun = Asked(kind), time.perf_counter()
        try:
            yield asked
        except GeneratorExit:
            asked.outcome = "stopped"
            raise
        finally:
            self._questions.labels(asked.kind, asked.outcome).inc()
            self._seconds.observe(time.perf_counter() - begun)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        more, self._told = self._gate.turned_away - self._told, self._gate.turned_away
        self._busy.inc(more)
        return generate_latest(self._registry)
