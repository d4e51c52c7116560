"""Text of the public sets that was cut into tokens, put together as people write it."""

from __future__ import annotations

import re

_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
_SOUND = re.compile(r" ?\[[^\[\]]*[ˈˌːɑəɪʊɔɛæʃʒθðŋ][^\[\]]*\]")


def detokenised(text: str) -> str:
    """`text` without the blanks and the bracket names of its tokens; pronunciations in brackets are left out."""
    for token, mark in _BRACKETS.items():
        text = text.replace(token, mark)
    text = _SOUND.sub("", re.sub(r"\s+", " ", text.replace("\\'", "'")))
    text = re.sub(r" ([.,;:!?%)\]}]|'s\b|'(?= )|n't\b|'re\b|'ve\b|'ll\b|'d\b)", r"\1", text)
    text = re.sub(r"([(\[{$]) ", r"\1", text)
    text = re.sub(r"\( ?[,;] ?", "(", re.sub(r" -- ", " – ", text))
    text = re.sub(r'"\s*([^"]*?)\s*"', r'"\1"', text)
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"(\w) - (\w)", r"\1-\2", text)).strip()
