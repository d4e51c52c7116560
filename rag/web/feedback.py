"""What readers thought of answers, kept beside the index, one JSON object a line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
FILE = "feedback.jsonl"


def keep(folder: Path, question: str, answer: dict[str, Any], verdict: str, remark: str = "") -> None:
    """Append a verdict to the feedback in a folder; a full disk costs the line, not the page."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": question,
        "answer": answer["text"],
        "citations": [citation["ref"] for citation in answer["citations"]],
        "verdict": verdict,
    } | ({"remark": remark} if remark else {})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        log.warning("feedback was not kept: %s", error)
