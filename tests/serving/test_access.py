"""Who is known: by a session, by a token, by the header of a proxy; and what is not believed."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rag.serving.passwords as passwords
import rag.serving.users as users
from rag.serving.access import WAITING, Accounts, ProxyHeader, TooSoon, cookie_name
from rag.serving.networks import LOOPBACK, Networks
from rag.serving.people import Role
from rag.serving.proxies import is_from_here
from rag.serving.sessions import Sessions
from rag.serving.settings import Settings
from rag.serving.users import UsersError, UsersFile
from rag.serving.waits import FREE

from .conftest import ANNS, BENS

HERE = "192.0.2.1"


def asked(*, scheme: str = "http", peer: str = "127.0.0.1", **headers: str) -> dict[str, Any]:
    """The ASGI scope of a request."""
    raw = [(name.replace("_", "-").encode(), value.encode("utf-8")) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "headers": raw, "client": (peer, 1), "state": {"peer": peer}}


@pytest.fixture
def accounts(file: Path, tmp_path: Path) -> Accounts:
    return Accounts(UsersFile(file), Sessions(tmp_path))


def signed_in(accounts: Accounts, name: str, password: str) -> str:
    cookie = asyncio.run(accounts.sign_in(name, password, HERE))
    assert cookie
    return cookie


def test_a_session_says_who_asks_and_what_they_may(accounts: Accounts) -> None:
    ann = accounts.asking(asked(cookie=f"footnote={signed_in(accounts, 'ann', ANNS)}"))
    ben = accounts.asking(asked(cookie=f"other=1; footnote={signed_in(accounts, ' ben ', BENS)}"))
    assert ann
    assert ben
    assert (ann.name, ann.edits, ben.name, ben.edits) == ("ann", True, "ben", False)
    assert ann.owner != ben.owner


@pytest.mark.parametrize("sent", ["", "footnote=", "footnote=x", "ann", "footnote=ann; footnote=ben"])
def test_without_a_session_nobody_is_known(accounts: Accounts, sent: str) -> None:
    assert accounts.asking(asked(cookie=sent)) is None
    assert accounts.asking(asked()) is None


def test_by_https_the_cookie_is_one_that_no_other_host_can_set(accounts: Accounts) -> None:
    cookie = signed_in(accounts, "ann", ANNS)
    assert cookie_name(asked(scheme="https")) == "__Host-footnote"
    assert accounts.asking(asked(scheme="https", cookie=f"__Host-footnote={cookie}"))
    assert accounts.asking(asked(scheme="https", cookie=f"footnote={cookie}")) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda file: users.add(file, "ann", BENS, Role.EDITOR),
        lambda file: users.remove(file, "ann"),
        lambda file: (users.remove(file, "ann"), users.add(file, "ann", ANNS, Role.EDITOR)),
        lambda file: file.write_text("nonsense"),
        lambda file: file.unlink(),
    ],
    ids=["a new password", "removed", "removed and added anew", "a broken file", "no file"],
)
def test_a_session_is_over_once_its_user_is_another(
    accounts: Accounts, file: Path, change: Callable[[Path], object]
) -> None:
    scope = asked(cookie=f"footnote={signed_in(accounts, 'ann', ANNS)}")
    assert accounts.asking(scope)
    change(file)
    assert accounts.asking(scope) is None


def test_another_role_counts_at_once(accounts: Accounts, file: Path) -> None:
    token = users.new_token(file, "ann")
    users.add(file, "ann", ANNS, Role.READER)
    known = accounts.asking(asked(authorization=f"Bearer {token}"))
    assert known
    assert not known.edits


def test_signing_out_ends_this_session_alone(accounts: Accounts) -> None:
    here, there = (asked(cookie=f"footnote={signed_in(accounts, 'ann', ANNS)}") for _ in range(2))
    accounts.sign_out(here)
    accounts.sign_out(asked())
    assert accounts.asking(here) is None
    assert accounts.asking(there)


def test_a_token_says_who_asks_and_a_wrong_one_is_not_made_good_by_a_session(accounts: Accounts, file: Path) -> None:
    token, cookie = users.new_token(file, "ben"), signed_in(accounts, "ann", ANNS)
    for sent in (f"Bearer {token}", f"bearer {token}"):
        known = accounts.asking(asked(authorization=sent))
        assert known
        assert known.name == "ben"
    assert accounts.asking(asked(authorization=f"Bearer {token}x", cookie=f"footnote={cookie}")) is None
    for sent in (token, f"Basic {token}", "Bearer ", "Bearer", f"Bearer {token} {token}"):
        assert accounts.asking(asked(authorization=sent)) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ann", BENS),
        ("ann", ""),
        ("carl", ANNS),
        ("", ""),
        ("ANN", ANNS),
        ("ann", ANNS + " "),
        ("a" * 999, "\ud800"),
    ],
)
def test_a_wrong_name_or_password_signs_nobody_in(accounts: Accounts, name: str, password: str) -> None:
    assert asyncio.run(accounts.sign_in(name, password, HERE)) is None


def test_for_a_name_that_nobody_has_as_much_is_done(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, ...]] = []
    real = passwords._scrypt

    def counted(password: str, salt: bytes, *effort: int) -> bytes:
        done.append(effort)
        return real(password, salt, *effort)

    monkeypatch.setattr(passwords, "_scrypt", counted)
    efforts = []
    for name in ("ann", "nobody"):
        done.clear()
        assert asyncio.run(accounts.sign_in(name, "wrong", HERE)) is None
        efforts.append(statistics.multimode(done))
    assert efforts[0] == efforts[1] != []


def test_after_some_failures_the_right_password_has_to_wait_as_well(accounts: Accounts) -> None:
    for _ in range(FREE):
        assert asyncio.run(accounts.sign_in("ann", "wrong", HERE)) is None
    for name, address in (("ann", "198.51.100.1"), ("ben", HERE)):
        with pytest.raises(TooSoon) as caught:
            asyncio.run(accounts.sign_in(name, ANNS if name == "ann" else BENS, address))
        assert caught.value.seconds >= 1
    assert asyncio.run(accounts.sign_in("ben", BENS, "198.51.100.1"))


def test_tries_that_are_sent_together_count_one_after_another(accounts: Accounts) -> None:
    async def together() -> list[object]:
        tries = (accounts.sign_in("ann", "wrong", HERE) for _ in range(WAITING + 4))
        return await asyncio.gather(*tries, return_exceptions=True)

    came = asyncio.run(together())
    assert came.count(None) == FREE
    assert sum(isinstance(one, TooSoon) for one in came) == WAITING + 4 - FREE


def proxied(tmp_path: Path) -> ProxyHeader:
    return ProxyHeader("X-Remote-User", Role.EDITOR, LOOPBACK, Sessions(tmp_path))


def test_a_proxy_names_who_asks(tmp_path: Path) -> None:
    access = proxied(tmp_path)
    ann, again = (access.asking(asked(x_remote_user="ann", peer=peer)) for peer in ("127.0.0.1", "::1"))
    assert ann == again
    assert ann
    assert (ann.name, ann.edits, ann.signed_in) == ("ann", True, False)
    zoe = access.asking(asked(x_remote_user="Zoë", peer="::ffff:127.0.0.1"))
    assert zoe
    assert zoe.name == "Zoë"
    assert zoe.owner != ann.owner


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "", "testclient", "127.0.0.1.evil.example"])
def test_nobody_else_is_believed_to_be_the_proxy(tmp_path: Path, peer: str) -> None:
    scope = asked(x_remote_user="ann", peer=peer)
    assert proxied(tmp_path).asking(scope) is None
    assert proxied(tmp_path).asking({**scope, "client": ("127.0.0.1", 1)}) is None, "whatever it says of itself"


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "a\x1b[31m", "x" * 201])
def test_a_header_that_names_nobody_lets_nobody_in(tmp_path: Path, name: str) -> None:
    assert proxied(tmp_path).asking(asked(x_remote_user=name)) is None
    assert proxied(tmp_path).asking(asked()) is None


def test_a_header_that_is_there_twice_is_not_believed(tmp_path: Path) -> None:
    scope = asked(x_remote_user="ann")
    scope["headers"] = [(b"x-remote-user", b"ann"), (b"X-Remote-User".lower(), b"ben")]
    assert proxied(tmp_path).asking(scope) is None


@pytest.mark.parametrize(
    ("address", "held"),
    [("10.1.2.3", True), ("10.2.0.1", False), ("192.0.2.7", True), ("2001:db8::1", False), ("x", False), ("", False)],
)
def test_networks_hold_their_addresses(address: str, held: bool) -> None:
    assert Networks(["10.1.0.0/16", "192.0.2.7"]).hold(address) is held


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_what_a_proxy_passes_on_does_not_come_from_this_machine(header: str) -> None:
    assert is_from_here(asked())
    assert not is_from_here(asked(peer="192.0.2.7"))
    assert not is_from_here(asked(**{header: "192.0.2.7"}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"open_to_all": True, "users": Path("u")}, "exclude one another"),
        ({"header": "X-User", "users": Path("u")}, "exclude one another"),
        ({"header": ""}, "is no header"),
        ({"header": "X User:"}, "is no header"),
        ({"proxies": ("proxy.example",)}, "proxy.example"),
        ({"proxies": ("10.0.0.1/8",)}, "10.0.0.1/8"),
        ({"at_once": 0}, "at least one"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Settings(**given)


def test_settings_say_who_may_ask(file: Path, tmp_path: Path) -> None:
    assert Settings().access(tmp_path) is None
    assert Settings(open_to_all=True).access(tmp_path) is None
    assert isinstance(Settings(users=file).access(tmp_path), Accounts)
    assert isinstance(Settings(header="X-User").access(tmp_path), ProxyHeader)
    with pytest.raises(UsersError, match=r"users in .*none\.jsonl cannot be read"):
        Settings(users=tmp_path / "none.jsonl").access(tmp_path)
