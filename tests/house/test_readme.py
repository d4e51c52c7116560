"""The README cannot lie: its snippets run, its commands exist, what it links to is there; and it stays short."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a clone is, with the sample articles and an empty index."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "articles").symlink_to(ROOT / "articles")
    return folder


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(command, cwd=cwd, env=os.environ | {"PATH": paths}, capture_output=True, text=True)


def test_the_python_snippets_run(newcomer: Path) -> None:
    snippets = blocks("python")
    assert snippets
    for snippet in snippets:
        done = run(sys.executable, "-c", snippet, cwd=newcomer)
        assert done.returncode == 0, done.stderr
        assert "[1]" in done.stdout
        assert done.stdout.rstrip().endswith("False")


def test_the_rag_commands_run(newcomer: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("rag ")]
    assert len(lines) >= 2
    for line in lines:
        done = run(*shlex.split(line.replace("FOLDER", "articles")), cwd=newcomer)
        assert done.returncode == 0, f"{line}: {done.stderr}"


def test_the_make_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)$", "\n".join(blocks("sh")), re.MULTILINE))
    assert named == {"chat", "test"}
    assert named <= targets


def test_every_rag_command_is_in_the_table() -> None:
    from rag.cli import app

    commands = {info.name or info.callback.__name__ for info in app.registered_commands if info.callback}
    commands |= {str(group.name) for group in app.registered_groups}
    assert commands == set(re.findall(r"`rag ([a-z]+)[^`]*`(?= ?[|,])", README))


def test_it_can_be_read_in_four_minutes() -> None:
    assert len(README.split()) <= 900


PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]


@pytest.mark.parametrize("page", [*PAGES, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_its_figures_are_those_of_the_page_of_figures() -> None:
    figures = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| .* \| ([.\d]+) \|$", README, re.MULTILINE)
    assert len(shown) == 5
    assert not [figure for figure in shown if f"| {figure} |" not in figures]
