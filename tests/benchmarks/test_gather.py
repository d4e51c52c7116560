"""One page of all the tables."""

from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import __main__ as harness
from benchmarks import tables
from benchmarks.tables import RESULTS, Row


def test_a_page_holds_every_part_that_was_run_and_no_other(tmp_path: Path) -> None:
    tables.keep("finding", "python -m benchmarks.finding --data FOLDER", [Row("g", "R@1", 0.5, 2)], "", tmp_path)
    page = harness.gathered(tmp_path)
    assert "| R@1 | 0.500 |  | 2 | `python -m benchmarks.finding --data FOLDER` |" in page
    assert harness.PARTS["finding"] in page
    assert harness.PARTS["peers"] not in page


def test_a_part_that_fails_is_told_by_its_exit_status(tmp_path: Path) -> None:
    assert not harness.measured("finding", tmp_path / "no such folder")


def test_the_committed_page_is_made_of_the_committed_parts() -> None:
    assert (RESULTS / "README.md").read_text("utf-8") == harness.gathered(RESULTS)


def test_every_committed_row_names_a_command_of_this_folder_and_no_place_on_a_machine() -> None:
    for part in harness.PARTS:
        assert tables.kept(part), part
        for row in tables.kept(part):
            assert row.command.startswith(f"python -m benchmarks.{part} --data FOLDER")
            assert row.low is None or row.high is None or row.low <= row.high
            assert row.number > 0
