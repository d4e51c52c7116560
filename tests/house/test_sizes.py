"""Nothing is larger than what one reads at one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    ROOT / "app.py",
    *(path for name in ("rag", "benchmarks", "training") for path in sorted((ROOT / name).rglob("*.py"))),
]
MOST_LINES, LONGEST_BODY, MOST_POSITIONAL = 300, 35, 5
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert len(lengths) > 100
    assert not {path: length for path, length in lengths.items() if length > MOST_LINES}


def test_no_body_is_longer_than_35_lines() -> None:
    assert not {where: body(node) for where, node in functions() if body(node) > LONGEST_BODY}


def test_no_call_takes_more_than_5_things_by_their_order() -> None:
    assert not {where: positional(node) for where, node in functions() if positional(node) > MOST_POSITIONAL}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", (1, 0)),
        ("def f(self, a, b=1, *rest, c, **more): pass", (1, 2)),
        ("async def f(a, /, b, *, c=2):\n    return a", (2, 2)),
        ('def f(cls):\n    """Two\n\n    lines."""\n    return (\n        1\n    )', (4, 0)),
        ("@f\ndef f(\n    a: int,\n) -> int:\n    return a", (4, 1)),
    ],
)
def test_a_body_is_measured_without_its_docstring_and_a_method_without_itself(
    text: str, expected: tuple[int, int]
) -> None:
    [node] = ast.parse(text).body
    assert isinstance(node, Function)
    assert (body(node), positional(node)) == expected


def functions() -> Iterator[tuple[str, Function]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def body(node: Function) -> int:
    """Its lines, without decorators and docstring."""
    said = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
    return lines(node) - (lines(said) if said else 0)


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def positional(node: Function) -> int:
    """The arguments that may be given by their order."""
    return sum(argument.arg not in ("self", "cls") for argument in [*node.args.posonlyargs, *node.args.args])
