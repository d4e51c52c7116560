"""The file of users: one JSON object a line, with passwords and tokens as hashes alone."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex, token_urlsafe
from tempfile import mkstemp
from threading import Lock

from filelock import FileLock

import rag.serving.passwords as passwords
from rag.errors import RagError
from rag.serving.people import Person, Role

_NAME = re.compile(r"[\w.@+-]{1,64}")
_HEX = re.compile(r"[0-9a-f]+")


class UsersError(RagError):
    """The file of users cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class User:
    """One line of the file."""

    name: str
    role: Role
    password: str
    """As `passwords.hashed` gives it."""
    owner: str
    """Drawn when the user was added: one who is added anew under an old name is somebody else."""
    token: str = ""
    """The SHA-256 of the token that programs send; empty: there is none."""

    @property
    def person(self) -> Person:
        """Who that is for the rest of the server."""
        return Person(self.name, self.role, self.owner, signed_in=True)

    @property
    def stamp(self) -> str:
        """Another one once the user is another, or has another password: sessions of before are over."""
        return sha256(f"{self.owner} {self.password}".encode()).hexdigest()


Users = dict[str, User]
"""The users by their names."""


def read(file: Path) -> Users:
    """The users of a file; raises `UsersError` where it is not there or holds something else."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsersError(f"the users in {file} cannot be read: {reason}") from error
    users: Users = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                user = _user(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise UsersError(f"{file}, line {number}: {error}") from error
            if user.name in users:
                raise UsersError(f"{file}, line {number}: {user.name} stands there twice")
            users[user.name] = user
    return users


def add(file: Path, name: str, password: str, role: Role) -> bool:
    """Add a user, or give one who is there a new password and this role; whether the user is new.

    Raises `ValueError` for a name or password that cannot be one, `UsersError` for a file of something else."""
    name, kept = known_as(name), passwords.hashed(password)
    if not _NAME.fullmatch(name):
        raise ValueError("a name has 1 to 64 letters, digits or . _ - + @")
    new = True

    def change(users: Users) -> None:
        nonlocal new
        new = name not in users
        known = users.get(name) or User(name, role, kept, token_hex(16))
        users[name] = replace(known, role=role, password=kept)

    _change(file, change)
    return new


def remove(file: Path, name: str) -> None:
    """Take a user out; raises `UsersError` where there is none of this name."""

    def change(users: Users) -> None:
        del users[_held(file, users, name)]

    _change(file, change)


def new_token(file: Path, name: str) -> str:
    """A token for a user's programs, which is told this once; an earlier one is valid no longer. Raises `UsersError`
    where there is no such user."""
    token = token_urlsafe(32)

    def change(users: Users) -> None:
        held = _held(file, users, name)
        users[held] = replace(users[held], token=digest(token))

    _change(file, change)
    return token


def known_as(name: str) -> str:
    """A name as it is kept: however its letters were typed, it is the same one."""
    return unicodedata.normalize("NFC", name.strip())


def digest(secret: str) -> str:
    """A random secret as it is kept. It is no password: nobody guesses it, so that no effort need slow guessing."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class UsersFile:
    """The users of a file as it is now: read anew whenever it changes."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, Lock()
        self._seen: tuple[int, ...] = ()
        self._users: Users = {}
        self._tokens: dict[str, User] = {}
        self.users()

    def users(self) -> Users:
        """The users by their names; raises `UsersError` where the file cannot be used, as long as it cannot be."""
        with self._lock:
            try:
                held = self._file.stat()
            except OSError as error:
                self._seen = ()
                raise UsersError(f"the users in {self._file} cannot be read: {error.strerror}") from error
            seen = (held.st_mtime_ns, held.st_size, held.st_ino)
            if seen != self._seen:
                self._seen = ()
                self._users = read(self._file)
                self._tokens = {user.token: user for user in self._users.values() if user.token}
                self._seen = seen
            return self._users

    def by_token(self, token: str) -> User | None:
        """Whose token it is; raises what `users` does."""
        self.users()
        return self._tokens.get(digest(token))


def _user(held: object) -> User:
    if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
        raise ValueError("a user is a JSON object of texts")
    user = User(**{**held, "role": Role(held["role"])})
    passwords.parts(user.password)
    if not _NAME.fullmatch(user.name) or not _HEX.fullmatch(user.owner) or len(user.owner) != 32:
        raise ValueError("the name or the owner is none")
    return user


def _held(file: Path, users: Users, name: str) -> str:
    if known_as(name) not in users:
        raise UsersError(f"there is no user {name!r} in {file}")
    return known_as(name)


def _change(file: Path, change: Callable[[Users], None]) -> None:
    """Read, change and write the file, one at a time: whole, or not at all."""
    with FileLock(file.with_name(f".{file.name}.lock"), mode=0o600):
        users = read(file) if file.exists() else {}
        change(users)
        lines = (json.dumps(asdict(user), ensure_ascii=False) + "\n" for user in users.values())
        handle, made = mkstemp(dir=file.parent, prefix=f".{file.name}.")  # readable by its owner alone
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as new:
                new.writelines(lines)
                new.flush()
                os.fsync(new.fileno())
            if file.exists():
                with suppress(OSError, AttributeError):  # whoever may not give it away, or Windows
                    os.chown(made, file.stat().st_uid, file.stat().st_gid)
            os.replace(made, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(made)
            raise
