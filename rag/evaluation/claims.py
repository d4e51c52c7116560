"""Sentences of the articles as claims: as they stand, said otherwise, and made false in known ways."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from rag.english.quotes import quotations
from rag.evaluation import paraphrase, perturb
from rag.evaluation.synthetic import fit
from rag.library import Library
from rag.types import Passage, Support

Step = Callable[[str, int, int], None]
"""Called as (what is being done, steps done, steps in all)."""
QUOTED = "quotation"
QUOTE = 5
"""Words of a quotation that is worth altering."""


def figures(library: Library, sentences: Sequence[Passage], sample: int, seed: int, step: Step) -> dict[str, Any]:
    """Verdicts as [right, of]: true claims that are supported, false ones that are not; quotations by themselves."""
    some = fit(sentences)
    random.Random(seed).shuffle(some)
    names = perturb.Names.of(sentence.text for sentence in sentences)

    def said_otherwise(kind: str) -> Iterator[str | None]:
        return (paraphrase.paraphrase(kind, sentence.text, seed) for sentence in some)

    def falsified(kind: str) -> Iterator[str | None]:
        return (perturb.corrupt(kind, one.text, names.beside(one.article.text), seed) for one in some)

    true = {"as it stands": [sentence.text for sentence in some][:sample]}
    true |= {f"paraphrased, {kind}": _first(sample, said_otherwise(kind)) for kind in paraphrase.KINDS}
    false = {kind: _first(sample, falsified(kind)) for kind in perturb.KINDS if kind != QUOTED}
    quoted = _quoting(some)
    altered = _first(sample, (perturb.corrupt(QUOTED, text, names, seed) for text in quoted))
    judge = _Judge(library, [*true.values(), *false.values(), quoted[:sample], altered], step)
    return {
        "true claims supported": {kind: judge.supported(texts) for kind, texts in true.items()},
        "false claims noticed": {kind: judge.noticed(texts) for kind, texts in false.items()},
        "quotations": {"true": judge.supported(quoted[:sample]), "altered": judge.noticed(altered)},
    }


def _first(sample: int, made: Iterator[str | None]) -> list[str]:
    return list(islice((text for text in made if text), sample))


def _quoting(sentences: Sequence[Passage]) -> list[str]:
    """Claims with a quotation in them: those of the articles themselves, then sentences quoted as a whole."""
    own = [one.text for one in sentences if any(len(q.text.split()) >= QUOTE for q in quotations(one.text))]
    plain = [one.text for one in sentences if not re.search(r"[\"“”„«»]", one.text)]
    return [*own, *(f"The article says: “{text}”" for text in plain)]


class _Judge:
    """Counts verdicts, every claim checked as `Library.check` checks it."""

    def __init__(self, library: Library, claims: Sequence[Sequence[str]], step: Step) -> None:
        self._library, self._step = library, step
        self._done, self._total = 0, sum(map(len, claims))

    def supported(self, claims: Sequence[str]) -> list[int]:
        return [sum(map(self._holds, claims)), len(claims)]

    def noticed(self, claims: Sequence[str]) -> list[int]:
        return [sum(not self._holds(claim) for claim in claims), len(claims)]

    def _holds(self, claim: str) -> bool:
        """Whether all of the claim that can be checked is supported."""
        self._done += 1
        self._step("Checking", self._done, self._total)
        kinds = {one.verdict.kind for one in self._library.check(claim).sentences} - {Support.UNVERIFIABLE}
        return kinds == {Support.SUPPORTED}
