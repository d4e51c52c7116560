"""Where an index is kept, as it is told to people: never with a password."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag.places as places

SECRET = "s3cret"
ADDRESSES = {
    f"postgresql://ann:{SECRET}@db.example:5432/news": "postgresql-db.example_5432-news",
    f"postgres://ann:{SECRET}@db.example/news?sslmode=require": "postgresql-db.example-news",
    f"postgresql://ann:a@b/{SECRET}?c#d@db.example/news": "postgresql-db.example-news",
    f"postgresql://ann:a%2F{SECRET}%40@[::1]:5432/news": "postgresql-_1_5432-news",
    f"postgresql://ann@db.example/news?password={SECRET}": "postgresql-db.example-news",
    f"postgresql://db.example/news?sslmode=require&sslpassword={SECRET}": "postgresql-db.example-news",
    f"postgresql:///news?host=/run/postgresql&user=ann&password={SECRET}": "postgresql-_run_postgresql-news",
    f"postgresql://ann:{SECRET}@h/news?options=-csearch_path%3Dwire,public": "postgresql-h-news-wire",
    f"postgresql://ann:{SECRET}\n@h/news": "postgresql-h-news",
    "postgresql://": "postgresql-localhost-",
    "postgresql://h/../../etc": "postgresql-h-.._.._etc",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_password_is_told_and_the_folder_beside_has_none_in_its_name(address: str) -> None:
    assert places.is_address(address)
    told = places.told(address)
    assert SECRET not in told
    assert told.startswith(address.partition("://")[0])
    assert places.folder(address) == Path(ADDRESSES[address])
    assert len(places.folder(address).parts) == 1


def test_what_holds_no_password_is_told_as_it_is() -> None:
    for address in ("postgresql://ann@h:5432/news", "postgresql://h/news?sslmode=require", "postgresql:///news"):
        assert places.told(address) == address


@pytest.mark.parametrize("place", ["index", "/var/postgresql://x", "postgres", "a/b", Path("postgresql://x/y")])
def test_everything_else_is_a_folder(place: str | Path) -> None:
    assert not places.is_address(place)
    assert places.told(place) == str(place)
    assert places.folder(place) == Path(place)
