"""E-mails to text: the body as it was written, or that of HTML where there is no other."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from rag.ingest.decode import NoText, whole_characters
from rag.ingest.reading import Reading
from rag.ingest.webpage.reading import extract


def read(data: bytes) -> Reading:
    """The text of an e-mail, or of a web page saved as one (.mhtml). Raises `NoText` where it has no body."""
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise NoText("is no e-mail: it has no header")
    body = message.get_body(("plain", "html"))
    if body is None:
        raise NoText("is an e-mail without a text")
    charset = body.get_content_charset() or "utf-8"
    payload = body.get_payload(decode=True)
    try:
        words = payload.decode(charset, "replace") if isinstance(payload, bytes) else ""
    except LookupError:  # a charset of its own making
        words = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    words = whole_characters(words)
    sender = message.get("From")
    known: dict[str, str | None] = {
        "title": _line(message.get("Subject")),
        "author": ", ".join(one.display_name or one.addr_spec for one in getattr(sender, "addresses", ())),
        "published": _day(message.get("Date")),
    }
    saved = message.get("Snapshot-Content-Location")
    if body.get_content_type() == "text/html":
        page = extract(words)
        known = (page.known if saved else known | {"language": page.known.get("language")}) | {"url": _line(saved)}
        return Reading(page.text, known, page.incomplete)
    others = [part.get_filename() for part in message.iter_attachments()] if not saved else []
    names = ", ".join(_line(name) or "" for name in others if name)
    return Reading(words.replace("\r\n", "\n"), known, f"attached, and not read: {names}" if names else "")


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) if value else None


def _day(value: object) -> str | None:
    try:
        return parsedate_to_datetime(str(value)).date().isoformat() if value else None
    except ValueError:
        return None
