"""The table that the benchmarks write."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import tables
from benchmarks.picture import curves
from benchmarks.tables import Row


def test_a_table_names_each_group_once_and_shows_bounds_only_where_there_are_any() -> None:
    rows = [
        Row("finding", "R@1", 0.8567, 1200, low=0.84, high=0.87),
        Row("finding", "R@5", 1.0, 1200),
        Row("speed", "per query", 1234.4, 5, unit="ms"),
        Row("speed", "start", 3.26, 5, unit="s"),
    ]
    assert tables.table(rows).splitlines() == [
        "| what | figure | 95 % interval | n |",
        "|---|---|---|---|",
        "| **finding** | | | |",
        "| R@1 | 0.857 | 0.840 – 0.870 | 1,200 |",
        "| R@5 | 1.000 |  | 1,200 |",
        "| **speed** | | | |",
        "| per query | 1,234 ms |  | 5 |",
        "| start | 3.3 s |  | 5 |",
    ]


def test_the_same_command_stands_in_every_row_that_it_made() -> None:
    rows = [Row("g", "a", 0.5, 2, command="python -m x"), Row("h", "b", 0.5, 2, command="python -m y")]
    lines = tables.table(rows, commands=True).splitlines()
    assert lines[3].endswith("| `python -m x` |")
    assert lines[5].endswith("| `python -m y` |")
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_a_name_with_a_bar_or_a_line_end_stays_in_its_cell() -> None:
    (line,) = tables.table([Row("g", "a|b\nc", 0.5, 1)]).splitlines()[3:]
    assert line == "| a\\|b c | 0.500 |  | 1 |"


def test_what_is_kept_is_read_back_with_its_command(tmp_path: Path) -> None:
    row = Row("g", "a", 0.123456, 3, low=0.1, high=0.2)
    written = tables.keep("part", "python -m benchmarks.part --data FOLDER", [row], "Remarks.", tmp_path)
    assert tables.kept("part", tmp_path) == [replace(written[0], value=0.1235)]
    assert written[0].command == "python -m benchmarks.part --data FOLDER"
    assert "python -m benchmarks.part --data FOLDER" in (tmp_path / "part.md").read_text("utf-8")
    assert tables.kept("other", tmp_path) == []


def test_a_row_of_questions_is_their_mean_with_its_interval() -> None:
    row = tables.measured(("g", "a"), [1, 0, 1, 1], "abcd")
    assert (row.value, row.number) == (0.75, 4)
    assert row.low is not None
    assert row.high is not None
    assert row.low <= row.value <= row.high


def test_the_picture_is_well_formed_and_keeps_every_curve_inside() -> None:
    drawn = curves("Risk <of> & coverage", [("one & two", [(0.0, 0.0), (1.0, 0.42)]), ("other", [(0.5, 0.1)])])
    root = ElementTree.fromstring(drawn)
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 2
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for line in lines:
        for point in line.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height
    assert "one & two" in [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
