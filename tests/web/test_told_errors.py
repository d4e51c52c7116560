"""Nothing that goes wrong reaches a page in another language in English: each message of it is in each catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

import rag
from rag.errors import IndexMissing
from rag.web.causes import SOMETHING
from rag.web.told import told
from rag.web.translation import LANGUAGES, speaking

ROOT = Path(rag.__file__).parent
MADE_OF_WORDS = {
    *("NoText", "NotFetched", "LoadError", "GeneratorError", "Failure", "OSError", "ModelMissing"),
    *("IndexMismatch", "IndexDamaged", "IndexBusy", "IndexUnreachable", "Reason", "_left_out"),
}
"""What is made of the words that say what went wrong: the last of its arguments."""
FIRST = {"_Retry"}
"""Of these it is the first."""
CALLED_WRONGLY = {"ValueError"}
"""Says mostly that a function was called wrongly: only in these files may it be said on a page."""
ON_A_PAGE = {
    *("answering/answer.py", "verification/report.py", "by_hand.py"),
    *("generation/server.py", "web/phrasing.py", "web/editing.py"),
}
NO_PAGE = {
    *("evaluation/folder.py", "evaluation/gold.py", "chatting.py", "watching.py", "types/where.py"),
    *("web/door.py", "web/windows.py"),
}
"""What these say is for whoever typed a command or sent a request, which is in English."""
SEVEN = "7"
"""Stands for what a message is about: it fits where a figure has to be."""
SYSTEM = {
    *("No space left on device", "Disk quota exceeded", "Permission denied", "Read-only file system", "Is a directory"),
    *("Input/output error", "No such file or directory", "File name too long", "Too many open files"),
}
"""What Linux says of files, in its own words."""


class Source:
    """A source and the texts in it that say what went wrong, each as it reads in one case."""

    def __init__(self, path: Path) -> None:
        self.place = path.relative_to(ROOT).as_posix()
        self._tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        self._module = import_module(".".join(part for part in parts if part != "__init__"))
        self._values: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._values.setdefault(node.targets[0].id, []).append(node.value)
            if isinstance(node, ast.FunctionDef):
                returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
                self._values.setdefault(node.name, []).extend(returned)

    def messages(self) -> Iterator[str]:
        for node in ast.walk(self._tree):
            for words in self._said(node):
                yield from (text for text in self._read(words) if len(re.findall("[A-Za-z]", text)) > 4)

    def _said(self, node: ast.AST) -> list[ast.expr]:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[_, *_] as given):
                if name in CALLED_WRONGLY and self.place not in ON_A_PAGE:
                    return []
                if name in MADE_OF_WORDS | FIRST | CALLED_WRONGLY:
                    return given[:1] if name in FIRST else given[-1:]
            case ast.Call(func=ast.Name(id="Member"), args=given, keywords=named):
                return [*given[3:], *(one.value for one in named if one.arg == "skipped")]
            case ast.Dict(keys=[ast.Constant(value="error")], values=values) if self.place.startswith("ingest/"):
                return values
        return []

    def _read(self, words: ast.expr | None, deep: int = 2) -> list[str]:
        """What an expression may have as its value, as far as the source tells."""
        match words:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return ["".join(one) for one in product(*(self._read(part, deep) for part in parts))]
            case ast.FormattedValue(value=ast.Name() | ast.IfExp() as value):
                return self._read(value, deep)
            case ast.IfExp(body=one, orelse=other):
                return [*self._read(one, deep), *self._read(other, deep)]
            case ast.Call(func=ast.Attribute(value=ast.JoinedStr() as text)):
                return self._read(text, deep)
            case (
                ast.Name(id=name)
                | ast.Call(func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name))
            ):
                if isinstance(text := getattr(self._module, name, None), str):
                    return [text]
                if deep and name in self._values:
                    return [text for value in self._values[name] for text in self._read(value, deep - 1)]
        return [SEVEN]


def messages() -> set[str]:
    sources = [Source(path) for path in sorted(ROOT.rglob("*.py")) if path.name != "__main__.py"]
    said = {text for source in sources if source.place not in NO_PAGE for text in source.messages()}
    return {*said, SOMETHING, str(IndexMissing("7")), *SYSTEM}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_whatever_goes_wrong_is_said_in_the_language_of_the_page(code: str) -> None:
    said = messages()
    assert len(said) > 150
    with speaking(code):
        assert sorted(text for text in said if told(text) == text) == []
