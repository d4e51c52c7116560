"""The chat in the browser: python app.py"""

from __future__ import annotations

import argparse

from rag.errors import RagError
from rag.generation import EXTRACTIVE, HELP, parse
from rag.web import DEFAULT_PORT, serve


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Ask a folder of articles in the browser; every sentence links to its source."
    )
    parser.add_argument("--index", default="index", metavar="DIR", help="where the index is kept (default: index)")
    parser.add_argument(
        "--articles", default="articles", metavar="DIR", help="the articles to index (default: articles)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to serve on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port to serve on (default: {DEFAULT_PORT})")
    parser.add_argument("--generator", default=EXTRACTIVE, metavar="GENERATOR", help=HELP)
    given = parser.parse_args()
    try:
        generator = parse(given.generator)
    except (RagError, ValueError) as error:
        parser.error(str(error))
    serve(given.index, given.articles, host=given.host, port=given.port, generator=generator)


if __name__ == "__main__":
    main()
