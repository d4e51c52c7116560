"""The file of users: what stands in it, who may read it, and that it is whole whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rag.serving.passwords as passwords
import rag.serving.users as users
from rag.serving.people import Role
from rag.serving.users import UsersError, UsersFile

from .conftest import ANNS, BENS


def test_a_password_is_kept_as_a_hash_that_says_how_it_was_made(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ANNS not in text
    _, cost, block, parallel, salt, made = users.read(file)["ann"].password.split("$")
    how = {"n": int(cost), "r": int(block), "p": int(parallel), "salt": b64decode(salt)}
    assert hashlib.scrypt(ANNS.encode(), **how, dklen=32) == b64decode(made)


def test_one_password_has_another_hash_for_everybody(tmp_path: Path) -> None:
    first, second = passwords.hashed(ANNS), passwords.hashed(ANNS)
    assert first != second
    assert passwords.matches(ANNS, first)
    assert passwords.matches(ANNS, second)
    assert not passwords.matches(BENS, first)


def test_a_password_hashed_with_other_effort_still_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    before = passwords.hashed(ANNS)
    monkeypatch.setattr(passwords, "COST", 2**6)
    assert passwords.matches(ANNS, before)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1_001])
def test_a_password_that_is_too_short_or_long_is_refused(password: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="8 to 1,000"):
        users.add(tmp_path / "users.jsonl", "ann", password, Role.READER)
    assert not (tmp_path / "users.jsonl").exists()


@pytest.mark.parametrize("password", ["x" * 5_000, "\ud800" * 8, "\0" * 8, "ü" * 8])
def test_what_is_typed_as_a_password_may_be_anything(password: str) -> None:
    assert not passwords.matches(password, passwords.hashed(ANNS))


@pytest.mark.parametrize("name", ["", " ", "a b", "ann\n", "../ann", "<b>", "x" * 65, "a$b", 'a"b', "\ud800"])
def test_a_name_that_could_be_anything_else_is_refused(name: str, tmp_path: Path) -> None:
    if name == "ann\n":
        users.add(tmp_path / "users.jsonl", name, ANNS, Role.READER)
        assert set(users.read(tmp_path / "users.jsonl")) == {"ann"}, "what stands around a name is no part of it"
        return
    with pytest.raises(ValueError, match="a name has"):
        users.add(tmp_path / "users.jsonl", name, ANNS, Role.READER)


def test_a_name_is_the_same_however_its_letters_were_typed(tmp_path: Path) -> None:
    file = tmp_path / "users.jsonl"
    assert users.add(file, "Zoe\u0308", ANNS, Role.READER)
    assert not users.add(file, "Zo\u00eb", BENS, Role.READER)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_reads_the_file_also_when_it_was_open_to_all(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    users.new_token(file, "ann")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_password_and_role_leave_the_token_and_the_conversations(file: Path) -> None:
    token, before = users.new_token(file, "ben"), users.read(file)["ben"]
    assert not users.add(file, "ben", ANNS, Role.EDITOR)
    after = users.read(file)["ben"]
    assert (after.owner, after.token, after.role) == (before.owner, before.token, Role.EDITOR)
    assert after.stamp != before.stamp
    assert UsersFile(file).by_token(token) == after


def test_one_who_is_added_anew_under_an_old_name_is_somebody_else(file: Path) -> None:
    before = users.read(file)["ben"]
    users.remove(file, "ben")
    assert set(users.read(file)) == {"ann"}
    users.add(file, "ben", BENS, Role.READER)
    assert users.read(file)["ben"].owner != before.owner


def test_a_token_is_kept_as_its_hash_and_a_new_one_ends_it(file: Path) -> None:
    held = UsersFile(file)
    first = users.new_token(file, "ann")
    assert first not in file.read_text(encoding="utf-8")
    assert users.read(file)["ann"].token == hashlib.sha256(first.encode()).hexdigest()
    found = held.by_token(first)
    assert found
    assert found.name == "ann"
    second = users.new_token(file, "ann")
    assert held.by_token(first) is None
    assert held.by_token(second)
    assert held.by_token("") is None


def test_whom_nobody_knows_has_no_token_and_cannot_be_removed(file: Path) -> None:
    for change in (users.new_token, users.remove):
        with pytest.raises(UsersError, match="no user 'carl'"):
            change(file, "carl")


@pytest.mark.parametrize(
    "line",
    [
        "ann:secret",
        "[]",
        "{}",
        '{"name": "carl", "role": "owner", "password": "", "owner": ""}',
        '{"name": 1}',
        "\x00",
    ],
)
def test_a_line_that_is_no_user_is_named_and_nobody_is_known(file: Path, line: str) -> None:
    held = UsersFile(file)
    with file.open("a", encoding="utf-8") as more:
        more.write(f"{line}\n")
    for read in (lambda: users.read(file), held.users, lambda: held.by_token("x"), lambda: UsersFile(file)):
        with pytest.raises(UsersError, match=r"users\.jsonl, line 3"):
            read()


@pytest.mark.parametrize(
    "change", [{"password": "md5$1"}, {"role": "root"}, {"owner": "../x"}, {"more": "x"}, {"name": ""}]
)
def test_a_user_with_a_part_that_is_none_is_refused(file: Path, change: dict[str, str]) -> None:
    held = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    file.write_text(json.dumps({**held, **change}), encoding="utf-8")
    with pytest.raises(UsersError):
        users.read(file)


def test_a_name_that_stands_there_twice_is_refused(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text, encoding="utf-8")
    with pytest.raises(UsersError, match="twice"):
        users.read(file)


def test_the_file_is_read_anew_when_it_changes_and_a_lost_one_lets_nobody_in(file: Path) -> None:
    held = UsersFile(file)
    assert set(held.users()) == {"ann", "ben"}
    users.remove(file, "ben")
    assert set(held.users()) == {"ann"}
    kept = file.read_bytes()
    file.unlink()
    with pytest.raises(UsersError, match="cannot be read"):
        held.users()
    file.write_bytes(kept)
    assert set(held.users()) == {"ann"}


def test_a_change_that_fails_leaves_the_file_and_nothing_beside_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, names = file.read_bytes(), {path.name for path in file.parent.iterdir()}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        users.remove(file, "ben")
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} == names


def test_of_many_changes_at_once_none_is_lost(file: Path) -> None:
    names = [f"user{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: users.add(file, name, ANNS, Role.READER), names))
    assert set(users.read(file)) == {"ann", "ben", *names}
