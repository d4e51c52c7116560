"""What others run is what is run here: the workflow and the hooks name the project's own checks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHECKS = ("ruff check", "ruff format", "mypy")


def test_the_workflow_covers_the_systems_and_every_python_from_the_oldest_on() -> None:
    matrix = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert PROJECT["project"]["requires-python"] == f">={matrix['python'][0]}"
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_the_workflow_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_workflow_and_hooks_check_what_make_check_does() -> None:
    commands = "\n".join(step.get("run", "") for step in WORKFLOW["jobs"]["test"]["steps"])
    entries = [hook["entry"] for repo in HOOKS["repos"] for hook in repo["hooks"]]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for check in CHECKS:
        assert check in commands
        assert any(entry.startswith(check) for entry in entries)
        assert f".venv/bin/{check}" in makefile
