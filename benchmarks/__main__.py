"""Every measurement, and one table of them all: benchmarks/results/README.md.

    python -m benchmarks --data FOLDER [--only finding answers pairs outlets refusal overhead peers] [--gather]

`make bench DATA=FOLDER` does the same. A part that fails is named and the others still run; what an earlier run of it
wrote stays in the table, beside the command that made it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.tables import RESULTS, kept, table

PARTS = {
    "finding": "Does the index find what answers?",
    "answers": "Does the answer cite the right sentence and mark the right words?",
    "pairs": "Are two questions answered where they are asked at once?",
    "outlets": "Does the answer begin with the outlet that the question names?",
    "refusal": "Is refused what the articles do not say?",
    "overhead": "What does a search take besides encoding its query?",
    "peers": "The same in other libraries",
}
HEAD = """# Measured

`make bench DATA=FOLDER` made these tables, a part at a time by the command beside each row; benchmarks/README.md says
what FOLDER has to hold. Intervals are the middle 95 % of a seeded bootstrap over paragraphs, conversations or topics.
Nothing reported here was tuned on: see the remarks in the table of each part.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with the unpacked public data")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--gather", action="store_true", help="measure nothing; only write the table of what is there")
    given = parser.parse_args()
    if not given.gather and not given.data:
        parser.error("--data FOLDER is needed, unless --gather is given")
    parts = [] if given.gather else given.only
    failed = [part for part in parts if not measured(part, given.data)]
    (RESULTS / "README.md").write_text(gathered(RESULTS), "utf-8")
    if failed:
        sys.exit(f"did not end well: {', '.join(failed)}")


def measured(part: str, folder: Path) -> bool:
    """Run one part in a process of its own, so that none warms another up; says whether it ended well."""
    return subprocess.run([sys.executable, "-m", f"benchmarks.{part}", "--data", str(folder)]).returncode == 0


def gathered(folder: Path) -> str:
    """The tables of all parts that were ever run, as one page."""
    pages = [HEAD]
    for part, title in PARTS.items():
        rows = kept(part, folder)
        if rows:
            pages.append(f"## {title}\n\n[Remarks]({part}.md)\n\n{table(rows, commands=True)}\n")
    return "\n".join(pages)


if __name__ == "__main__":
    main()
