"""Documents that are a ZIP archive of XML files: Word, OpenDocument, EPUB. No part is written to a disk."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from rag.ingest.decode import NoText

_MAX_MEMBERS = 10_000
_MAX_UNPACKED = 300_000_000
"""Bytes that all parts of a document may have; `ZipFile` never unpacks more of a part than the archive says it has."""
DECLARES = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def unpack(data: bytes, kind: str, needed: str) -> ZipFile:
    """The archive that a document of this `kind` is. Raises `NoText` where it is none, swells, or lacks a part."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoText(f"is a {kind} that is locked with a password, or of the time before 2007; save it anew, unlocked")
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, NotImplementedError):
        raise NoText(f"is a broken {kind}") from None
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise NoText(f"is a {kind} that unpacks to more than is read")
    if needed not in archive.namelist():
        raise NoText(f"is a broken {kind}: it has no {needed}")
    return archive


def part(archive: ZipFile, name: str) -> bytes:
    """One part of a document. Raises `NoText` where it is broken, locked, or declares entities, as bombs do."""
    try:
        data = archive.read(name)
    except (BadZipFile, KeyError, RuntimeError) as error:
        raise NoText(f"has a part that cannot be unpacked ({type(error).__name__})") from None
    if DECLARES.search(data):
        raise NoText("declares entities, which no document needs")
    return data


def xml(archive: ZipFile, name: str) -> Any:
    """The lxml tree of one part. Raises `NoText`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(part(archive, name), parser)
    if tree is None:
        raise NoText(f"has a part that is no XML ({name})")
    return tree


def stated(tree: Any, name: str) -> str | None:
    """The first text of the metadata named so ("title", "creator"), as Dublin Core states it in all these kinds."""
    found = tree.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return " ".join("".join(found.itertext()).split()) if found is not None else None


def confirmed(value: str | None, text: str) -> str | None:
    """A title or author if the beginning of the text says it, too: programs fill in whatever was there before."""
    words, first = (" ".join(re.findall(r"\w+", said.casefold())) for said in (value or "", text[:2_000]))
    return value if words and f" {words} " in f" {first} " else None
