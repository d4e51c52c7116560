"""The chat in the browser: python app.py"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.generation import EXTRACTIVE, HELP, offered
from rag.serving.people import Role
from rag.serving.settings import HELP as SETTINGS
from rag.serving.settings import Settings
from rag.web import DEFAULT_PORT, ENCODER_HELP, serve

if TYPE_CHECKING:
    from rag.search.embed import Encoder

ARTICLES = "articles"


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Ask a folder of articles in the browser; every sentence links to its source."
    )
    parser.add_argument("--index", default="index", metavar="DIR", help="a folder or postgresql://… (default: index)")
    parser.add_argument("--articles", metavar="DIR", help=f"the articles to index (default: {ARTICLES})")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to serve on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port to serve on (default: {DEFAULT_PORT})")
    _add_settings(parser)
    parser.add_argument("--encoder", metavar="NAME_OR_FOLDER", help=ENCODER_HELP)
    parser.add_argument("--generator", default=EXTRACTIVE, metavar="GENERATOR", help=HELP)
    given = parser.parse_args()
    if given.articles and not Path(given.articles).is_dir():
        parser.error(f"there is no folder {given.articles}; name one with articles in it, or leave --articles out")
    try:
        generator, others = offered(given.generator)
        encoder = _encoder(given.encoder) if given.encoder else None
        serve(
            given.index,
            given.articles or ARTICLES,
            host=given.host,
            port=given.port,
            settings=_settings(given),
            encoder=encoder,
            generator=generator,
            offered=others,
        )
    except (RagError, ValueError) as error:
        parser.error(str(error))


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--open", action="store_true", help=SETTINGS["open"])
    parser.add_argument("--auth", type=Path, metavar="FILE", help=SETTINGS["auth"])
    parser.add_argument("--auth-header", metavar="HEADER", help=SETTINGS["auth-header"])
    parser.add_argument("--proxy-role", type=Role, choices=list(Role), default=Role.EDITOR, help=SETTINGS["proxy-role"])
    parser.add_argument("--trusted-proxy", action="append", metavar="ADDRESS", help=SETTINGS["trusted-proxy"])
    parser.add_argument("--name", metavar="HOST", help=SETTINGS["name"])
    parser.add_argument("--at-once", type=int, metavar="N", help=SETTINGS["at-once"])
    parser.add_argument("--log-json", action="store_true", help=SETTINGS["log-json"])


def _settings(given: argparse.Namespace) -> Settings:
    return Settings(
        open_to_all=given.open,
        users=given.auth,
        header=given.auth_header,
        header_role=given.proxy_role,
        proxies=tuple(given.trusted_proxy or ()),
        name=given.name,
        at_once=given.at_once,
        log_json=given.log_json,
    )


def _encoder(name: str) -> Encoder:
    # The index is slow to import: the page is served first where it is not needed to understand what was typed.
    from rag.search.embed import load_encoder

    return load_encoder(name)


if __name__ == "__main__":
    main()
