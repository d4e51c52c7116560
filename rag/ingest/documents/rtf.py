"""Rich text (.rtf) to text."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from rag.ingest.decode import NoText
from rag.ingest.reading import Reading


def read(data: bytes) -> Reading:
    """The text of an RTF file, a paragraph on each line. Raises `NoText` where it is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise NoText("is no RTF document")
    # RTF is ASCII; letters beyond it are escaped, or stand as bytes of the usual code page.
    text = rtf_to_text(data.decode("cp1252", "replace"), encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    return Reading(re.sub(r"\s*\n\s*", "\n\n", text).strip())
