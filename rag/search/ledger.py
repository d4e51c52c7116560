"""The ledger of voices as the index keeps it: with each article, for each of its sentences, whose words it gives."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rag.english.voices import voices
from rag.types import Identity, Manner, Passage, Speaker, Voice

Ledger = tuple[tuple[Voice, ...], ...]
"""The voices of each sentence of an article, in order."""


def ledger(sentences: Sequence[Passage]) -> Ledger:
    """The voices of all sentences of one article."""
    if not sentences:
        return ()
    article = sentences[0].article
    spans = [(sentence.start, sentence.end) for sentence in sentences]
    return tuple(voices(article.text, spans, [start for start, _ in article.headings]))


def dumped(held: Ledger) -> str:
    """A ledger as text."""
    return json.dumps(
        [[[voice.manner, *([one.name, one.identity] for one in voice.chain)] for voice in row] for row in held]
    )


def loaded(text: str) -> Ledger:
    """The ledger that `dumped` made this of."""
    return tuple(
        tuple(
            Voice(Manner(manner), tuple(Speaker(name, Identity(identity)) for name, identity in chain))
            for manner, *chain in row
        )
        for row in json.loads(text)
    )
