"""From values to HTML, in one place: the templates of this package, and the escaping of all that is put into them."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import rag.web.translation as translation
from rag.web.told import told

# A lone surrogate cannot be sent as UTF-8, and an HTML parser drops NUL: both would shift or break the page.
_UNSENDABLE = re.compile("[\ud800-\udfff\0]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_URL = re.compile(r"https?://[^\s\"'<>`]+", re.IGNORECASE)


def from_template(name: str, **values: Any) -> str:
    """The template `templates/<name>` as HTML; whatever `values` hold is shown as text, character by character.

    Raises `jinja2.UndefinedError` where the template asks for a value that was not given."""
    return environment().get_template(name).render(values).strip()


def escape(text: str) -> Markup:
    """`text` as HTML that shows exactly its characters, in content and in a quoted attribute."""
    # A parser turns a bare carriage return into a line feed; the entity keeps it what it is.
    return Markup(html.escape(_UNSENDABLE.sub("\ufffd", text), quote=True).replace("\r", "&#13;"))


def is_web_address(url: str) -> bool:
    """Whether a URL may become a link: http(s), and nothing in it that could end an attribute."""
    return _URL.fullmatch(url) is not None


def is_language_code(code: str | None) -> bool:
    """Whether it is a code that says what language a text is in."""
    return code is not None and _LANGUAGE.fullmatch(code) is not None


@cache
def environment() -> Environment:
    """Where the templates and what they are filled with come together."""
    made = Environment(
        loader=PackageLoader("rag.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Jinja's own escaping lets carriage returns and what cannot be sent through.
        finalize=_finalize,
    )
    made.filters |= {
        "day": translation.day,
        "number": translation.number,
        "page": translation.on_page,
        "told": told,
    }
    made.globals |= {
        "_": translation.gettext,
        "ngettext": translation.ngettext,
        "language": translation.language,
    }
    made.tests |= {"web_address": is_web_address, "language_code": is_language_code}
    return made


def _finalize(value: object) -> object:
    return escape(value) if isinstance(value, str) and not isinstance(value, Markup) else value
