"""`rag users` on the command line: what is typed and never shown, and what is said."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rag.serving.passwords as passwords
import rag.serving.users as users
import rag.users as commands
from rag.cli import app, main
from rag.serving.people import Role
from rag.serving.users import UsersFile

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 2**4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.jsonl"


def run(file: Path, *arguments: str, typed: str = "") -> str:
    done = CliRunner().invoke(app, ["users", *arguments, "--auth", str(file)], input=typed, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_password_is_read_from_the_input_where_nobody_types(file: Path) -> None:
    assert run(file, "add", "ann", "--editor", typed=f"{PASSWORD}\nmore\n") == "Added ann as editor.\n"
    ann = users.read(file)["ann"]
    assert ann.role is Role.EDITOR
    assert passwords.matches(PASSWORD, ann.password)
    assert run(file, "add", "ann", typed=f"{PASSWORD} \r\n") == "ann has a new password, and is reader.\n"
    assert passwords.matches(f"{PASSWORD} ", users.read(file)["ann"].password), "a space is part of it"


def test_at_a_terminal_it_is_asked_for_twice_without_being_shown(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another horse"])

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return next(typed)

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(commands, "getpass", hidden)
    commands.add("ann", editor=False, file=file)
    assert passwords.matches(PASSWORD, users.read(file)["ann"].password)
    with pytest.raises(ValueError, match="not the same"):
        commands.add("ben", editor=False, file=file)
    assert asked == ["Password: ", "Once more: "] * 2
    assert set(users.read(file)) == {"ann"}


def test_a_token_is_all_that_is_printed_and_works(file: Path) -> None:
    run(file, "add", "ann", typed=f"{PASSWORD}\n")
    token = run(file, "token", "ann").removesuffix("\n")
    found = UsersFile(file).by_token(token)
    assert found
    assert found.name == "ann"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["remove", "carl"], "there is no user 'carl'"),
        (["token", "carl"], "there is no user 'carl'"),
        (["add", "carl the second"], "a name has 1 to 64"),
        (["add", "carl"], "a password has 8 to 1,000"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    run(file, "add", "ann", typed=f"{PASSWORD}\n")
    monkeypatch.setattr("sys.argv", ["rag", "users", *arguments, "--auth", str(file)])
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD if "second" in arguments[1] else "short"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert set(users.read(file)) == {"ann"}


def test_who_is_removed_is_gone(file: Path) -> None:
    run(file, "add", "ann", typed=f"{PASSWORD}\n")
    assert run(file, "remove", "ann") == "Removed ann.\n"
    assert users.read(file) == {}
