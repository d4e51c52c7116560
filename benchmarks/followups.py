"""What folding a conversation into a question is worth on news: the rules on, off, and beside two questions in a row.

    python -m benchmarks.followups FOLDER [--generator GENERATOR --record FILE] [--show]

FOLDER holds labelled affairs (each with articles/ and questions.jsonl). Every follow-up is searched for as it stands,
joined to the question before it, folded as the product does and, with a GENERATOR (what `rag ask --generator` takes),
rewritten by a language model, whose replies FILE keeps; right is a chunk that holds the labelled sentence.
Writes benchmarks/results/followups.*, with a generator followups-NAME.*, NAME being the file's; `benchmarks.finding`
measures the same on MTRAG.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path

import rag.generation as generation
from benchmarks.models import Recorded
from benchmarks.rewriting import Rewrite, by
from benchmarks.tables import Row, keep, measured
from rag import Library, Turn
from rag.question.conversation import fold

DEPTH = 20
REMARKS = """R@5: a labelled sentence stands in one of the first five chunks; MRR over the first 20. “Joined”: the
question before and the follow-up, one after the other."""
REWRITTEN = """ “Rewritten”: by the language model, of the two questions before with their answers and the follow-up;
where it writes no question, the follow-up as it stands."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--generator")
    parser.add_argument("--record", type=Path, default=Path("model.jsonl"))
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    command = "python -m benchmarks.followups FOLDER"
    if given.generator is None:
        keep("followups", command, measure(given.folder, show=given.show), REMARKS)
        return
    if (inner := generation.parse(given.generator)) is None:
        parser.error("name a language model")
    rows = measure(given.folder, by(Recorded(inner, given.record)), show=given.show)
    keep(f"followups-{given.record.stem}", f"{command} --generator GENERATOR", rows, REMARKS + REWRITTEN)


def measure(folder: Path, rewrite: Rewrite | None = None, *, show: bool = False) -> list[Row]:
    """R@5 and MRR of the evidence of every follow-up, asked in each form."""
    ranks: dict[str, list[float]] = defaultdict(list)
    groups = []
    for affair in sorted(folder.iterdir()):
        asked = [json.loads(line) for line in (affair / "questions.jsonl").read_text("utf-8").splitlines()]
        with tempfile.TemporaryDirectory() as place:
            library = Library(place)
            library.update(affair / "articles")
            for row in asked:
                if row["kind"] != "followup" or not row["answerable"]:
                    continue
                groups.append(affair.name)
                wanted = [(f"articles/{one['article']}", one["text"]) for one in row["evidence"]]
                for form, query in forms(library, row["question"], row["history"], rewrite).items():
                    ranks[form].append(rank(library, query, wanted))
                    if show:
                        print(f"{ranks[form][-1]:.2f} {form}: {query}", flush=True)
            library.close()
    return [
        measured((f"follow-ups, {form}", figure), [value(found) for found in some], groups)
        for form, some in ranks.items()
        for figure, value in (("R@5", lambda found: found >= 1 / 5), ("MRR", lambda found: found))
    ]


def forms(library: Library, question: str, history: list[str], rewrite: Rewrite | None = None) -> dict[str, str]:
    """The queries that a follow-up can be searched by, the model's last."""
    turns: list[Turn] = []
    for earlier in history:
        turns.append(Turn(earlier, library.ask(earlier, turns).text))
    found = {
        "as it stands": question,
        "joined": f"{history[-1]} {question}",
        "folded": fold(question, turns),
    }
    return found | {"rewritten": rewrite(question, turns)} if rewrite else found


def rank(library: Library, query: str, wanted: list[tuple[str, str]]) -> float:
    """One over the place of the first chunk that holds a labelled sentence; 0 where none of them does."""
    for place, hit in enumerate(library._index.search(query, DEPTH), 1):
        chunk = hit.chunk
        text = chunk.article.text[chunk.start : chunk.end]
        if any(chunk.article.id == article and (said in text or text in said) for article, said in wanted):
            return 1 / place
    return 0.0


if __name__ == "__main__":
    main()
