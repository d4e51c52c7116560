"""Where the articles of one size lie that are measured, and their index."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Where the articles of one size lie, and their index."""

    folder: Path
    postgres: str
    """The address of a database; empty: the index lies beside the articles."""

    @property
    def articles(self) -> Path:
        """The folder of the articles."""
        return self.folder / "articles"

    @property
    def index(self) -> Path | str:
        """What `Library` takes."""
        if not self.postgres:
            return self.folder / "index"
        joined = "&" if "?" in self.postgres else "?"
        return f"{self.postgres}{joined}options=-csearch_path%3Dchunks_{self.folder.name},public"

    def clear(self) -> None:
        """Make room for an index in the database."""
        if self.postgres:
            import psycopg

            schema = f"chunks_{self.folder.name}"
            with psycopg.connect(self.postgres, autocommit=True) as connection:
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
                connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
                connection.execute(f"CREATE SCHEMA {schema}".encode())

    def held(self) -> int:
        """Bytes that the index takes."""
        if not self.postgres:
            return sum(file.stat().st_size for file in (self.folder / "index").iterdir())
        import psycopg

        tables = "relkind = 'r' AND relnamespace = %s::regnamespace"
        size = f"SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE {tables}".encode()
        with psycopg.connect(self.postgres) as connection:
            ((found,),) = connection.execute(size, (f"chunks_{self.folder.name}",)).fetchall()
        return int(found)
