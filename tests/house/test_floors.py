"""Imports go down only: whoever reads a room needs to know the rooms below it, and no others."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = [
    {"types", "errors", "text", "streams"},
    {"lists", "network", "printing"},
    {"ingest", "search", "answering", "verifying", "generating"},
    {"update", "examples", "composing", "checking"},
    {"library"},
    {"evaluation"},
    {"trial"},
    {"web"},
    {"cli"},
    {"app"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> list[Path]:
    return [*sorted((ROOT / "rag").rglob("*.py")), ROOT / "app.py"]


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "rag" else parts[0]


def imported_rooms(path: Path) -> Iterator[str]:
    """Every room of the package that a module imports, also inside functions and TYPE_CHECKING blocks."""
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


def test_every_module_has_a_floor() -> None:
    homeless = {room(path) for path in modules()} - LEVEL.keys() - {"__init__", "__main__"}
    assert not homeless


def test_imports_go_down_only() -> None:
    climbing = [
        f"{path.relative_to(ROOT)} imports rag.{target}"
        for path in modules()
        if room(path) in LEVEL
        for target in imported_rooms(path)
        if target != room(path) and LEVEL[target] >= LEVEL[room(path)]
    ]
    assert not climbing


def test_no_module_imports_in_a_circle() -> None:
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in modules()
    }
    graph = {name: set(_imported_modules(path, names.keys() - {"rag"})) for name, path in names.items()}
    while leaves := {name for name, targets in graph.items() if not targets & graph.keys()}:
        graph = {name: targets for name, targets in graph.items() if name not in leaves}
    assert not graph, f"these import one another: {sorted(graph)}"


def _imported_modules(path: Path, names: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                # "from room import module" needs the module; the room's __init__ is only on the way there.
                whole = f"{node.module}.{alias.name}"
                yield from (name for name in (whole if whole in names else node.module,) if name in names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
