"""`rag users`: who may sign in to a chat that is served with `--auth`."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

import rag.printing as printing
import rag.serving.users as users
from rag.serving.people import Role

app = typer.Typer(no_args_is_help=True, help="Say who may use a chat that is served with --auth.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]
FileOption = Annotated[Path, typer.Option("--auth", metavar="FILE", help="The file of users.", show_default=True)]
FILE = Path("users.jsonl")


@app.command()
def add(
    name: NameArgument,
    *,
    editor: Annotated[bool, typer.Option("--editor", help="Let them add, edit and remove articles.")] = False,
    file: FileOption = FILE,
) -> None:
    """Add a user, or give one a new password and role: whoever is signed in by the old password is so no longer.

    The password is asked for, or read from the input where that is no terminal."""
    role = Role.EDITOR if editor else Role.READER
    new = users.add(file, name, _password(), role)
    shown = printing.escape(users.known_as(name))
    printing.out.print(f"Added {shown} as {role}." if new else f"{shown} has a new password, and is {role}.")


@app.command()
def remove(name: NameArgument, *, file: FileOption = FILE) -> None:
    """Remove a user, who is signed out at once, and whose token is valid no longer."""
    users.remove(file, name)
    printing.out.print(f"Removed {printing.escape(users.known_as(name))}.")


@app.command()
def token(name: NameArgument, *, file: FileOption = FILE) -> None:
    """Print a new token for a user's programs; an earlier one is valid no longer.

    It is sent as "Authorization: Bearer TOKEN", and is nowhere to be read again."""
    printing.write(f"{users.new_token(file, name)}\n")


def _password() -> str:
    """A password as it was typed twice, or the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise ValueError("the two passwords are not the same")
    return password
