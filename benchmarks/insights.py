"""SummHay's insights: what a topic's articles were written to say, each in one sentence worded apart from them.

An insight and an article that holds it are an honest sentence of news beside its source. Against an article of the same
topic that does not hold it, or made false, it is not supported."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from rag.evaluation import perturb
from rag.evaluation.perturb import Names

TUNED = ("news1",)
"""The topic that the judge's share was fitted on."""
REPORTED = ("news3", "news5")
WITH, WITHOUT = 3, 2
"""Articles of each kind that an insight is held against."""
HONEST, ELSEWHERE = "insight", "insight of another article"


def insights(folder: Path, topics: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    """(group, part, claim, article): part is `HONEST`, `ELSEWHERE` or the way in which the claim was made false."""
    for name in topics:
        topic = json.loads((folder / f"summhay_news/topic_{name}.json").read_text("utf-8"))
        said = {one["insight_id"]: one["insight"] for part in topic["subtopics"] for one in part["insights"]}
        chance = random.Random(0)
        names = Names.of(document["document_text"] for document in topic["documents"])
        for key, claim in said.items():
            there = [d["document_text"] for d in topic["documents"] if key in d["insights_included"]]
            others = [d["document_text"] for d in topic["documents"] if key not in d["insights_included"]]
            there = chance.sample(there, min(WITH, len(there)))
            group = f"summhay {name} {key}"
            yield from ((group, HONEST, claim, text) for text in there)
            yield from ((group, ELSEWHERE, claim, text) for text in chance.sample(others, min(WITHOUT, len(others))))
            for text in there[:1]:
                made = ((kind, perturb.corrupt(kind, claim, names.beside(text))) for kind in perturb.KINDS)
                yield from ((group, kind, false, text) for kind, false in made if false)
