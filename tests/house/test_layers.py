"""Imports go down only: whoever reads a package needs to know those in the layers below it, and no others."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = [
    {"errors"},
    {"types", "streams", "places"},
    {"english", "models"},
    {"ingest", "search", "question", "verification"},
    {"answering"},
    {"generation", "update", "uploads", "examples"},
    {"prepared", "by_hand"},
    {"library"},
    {"evaluation", "shortcuts"},
    {"serving"},
    {"web", "printing"},
    {"options", "watching", "opening"},
    {"chatting", "users"},
    {"cli"},
    {"app"},
]
LEVEL = {package: level for level, packages in enumerate(LAYERS) for package in packages}


def modules() -> list[Path]:
    return [*sorted((ROOT / "rag").rglob("*.py")), ROOT / "app.py"]


def package(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "rag" else parts[0]


def imported_packages(path: Path) -> Iterator[str]:
    """Every part of `rag` that a module imports, also inside functions and TYPE_CHECKING blocks."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they go"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "rag" and len(parts) > 1 and parts[1] in LEVEL:
                yield parts[1]


def test_every_module_has_a_layer() -> None:
    missing = {package(path) for path in modules()} - LEVEL.keys() - {"__init__", "__main__"}
    assert not missing


def test_imports_go_down_only() -> None:
    climbing = [
        f"{path.relative_to(ROOT)} imports rag.{target}"
        for path in modules()
        if package(path) in LEVEL
        for target in imported_packages(path)
        if target != package(path) and LEVEL[target] >= LEVEL[package(path)]
    ]
    assert not climbing


def test_no_file_imports_in_a_circle() -> None:
    circles = in_circles({module_name(path): path.read_text(encoding="utf-8") for path in [*modules(), *around()]})
    assert not circles, f"these import one another, or one its own package: {sorted(circles)}"


@pytest.mark.parametrize(
    ("texts", "circles"),
    [
        ({"p": "", "p.a": "import p.b as b", "p.b": "from os import path"}, set()),
        ({"p": "from p.a import f", "p.a": "import p.b as b", "p.b": "from p.c import g", "p.c": ""}, set()),
        ({"p": "from p.a import f", "p.a": "from p import b", "p.b": ""}, {"p", "p.a"}),
        ({"p": "import p.a", "p.a": "def f():\n    from p import g"}, {"p", "p.a"}),
        ({"a": "import b", "b": "import c as d", "c": "if TYPE_CHECKING:\n    from a import f"}, {"a", "b", "c"}),
        ({"above": "import a", "a": "import b", "b": "import a, below", "below": ""}, {"a", "b"}),
        ({"p": "from p import a", "p.a": ""}, set()),
    ],
)
def test_a_circle_is_seen_wherever_it_is_closed(texts: dict[str, str], circles: set[str]) -> None:
    assert in_circles(texts) == circles


def around() -> list[Path]:
    """What is no part of the package and imports it."""
    return [path for folder in ("benchmarks", "training") for path in sorted((ROOT / folder).rglob("*.py"))]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def in_circles(texts: Mapping[str, str]) -> set[str]:
    """The modules, of these texts by name, that import one another in a circle, or lie between two circles.

    "from package import module" asks the package for it, so that it needs both."""
    graph = {name: set(imports(text)) & texts.keys() - {name} for name, text in texts.items()}
    while True:
        wanted = set().union(*graph.values())
        inside = {name for name, targets in graph.items() if targets and name in wanted}
        if inside == graph.keys():
            return inside
        graph = {name: graph[name] & inside for name in inside}


def imports(text: str) -> Iterator[str]:
    """Every module a text names in an import, also inside functions; and what may be a module of it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
