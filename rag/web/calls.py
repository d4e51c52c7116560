"""What the page's script calls: opening a reference, how far the preparing is, adding and removing articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradio.utils import get_upload_folder

import rag.web.export as export
import rag.web.listing as listing
import rag.web.reader as reader
import rag.web.render as render
from rag.web.asking import asking, by_editors, for_whoever_asks, may_edit
from rag.web.conversations import Desk
from rag.web.editing import MAX_FILE
from rag.web.listing import MAX_WORDS, Articles, Narrowed
from rag.web.markup import is_web_address
from rag.web.service import Service
from rag.web.told import told
from rag.web.translation import gettext as _
from rag.web.translation import marked

NOT_REMOVED = marked("No such article.")


def server_functions(service: Service) -> list[Any]:
    """What the page's script calls. Each is an open HTTP endpoint: it gets whatever anybody sends."""

    def open_reference(sent: Any) -> str:
        if service.library is None:
            return reader.waiting(service.status.text)
        reference = sent.get("reference") if isinstance(sent, dict) else sent
        chosen, editable = service.chosen(Desk.of(sent)), may_edit()
        return reader.view(reference, service.library, service.failures, chosen, editable=editable)

    def list_articles(sent: Any) -> str:
        narrowed = Narrowed.of(sent)
        if service.library is None or narrowed is None or not isinstance(start := sent.get("start"), int):
            return ""
        chosen, editable = service.chosen(Desk.of(sent)), may_edit()
        return listing.list_page(service.library, narrowed, max(0, start), chosen, editable=editable)

    def preparation(sent: Any = None) -> dict[str, Any]:
        status = service.status
        scope = service.scope(service.chosen(Desk.of(sent)))
        shown = {"scope": listing.answering(scope, status.count), "asked": told(scope), "limited": bool(scope)}
        if person := asking():
            shown |= {"person": person.name, "edits": person.edits, "signed_in": person.signed_in}
        return {"state": status.state, "text": status.text, "version": status.version, "run": service.run, **shown}

    def prepare_again(sent: Any = None) -> dict[str, Any]:
        service.prepare()
        return preparation(sent)

    others = [open_reference, list_articles, preparation, prepare_again, _choosing(service, preparation)]
    panels = [*_panel_functions(service), *_conversation_functions(service)]
    changing = [by_editors(function) for function in _changing_functions(service)]
    return [for_whoever_asks(function) for function in (*others, *panels, *changing)]


def _panel_functions(service: Service) -> list[Any]:
    """What the panels beside the conversation, and the quotes over it, ask for."""

    def help_panel(sent: Any = None) -> str:
        return render.help_panel(service.examples())

    def settings(sent: Any) -> dict[str, Any]:
        desk = Desk.of(sent)
        if desk and isinstance(value := sent.get("dial"), str):
            service.set_dial(desk, value[:16])
        return {
            "dial": service.dial(desk),
            "by": render.phrasing(service.status),
            "addresses": service.phrasing.takes_addresses and may_edit(),
        }

    def around(sent: Any) -> list[str]:
        reference = sent.get("reference") if isinstance(sent, dict) else sent
        return reader.around(reference, service.library) if service.library else []

    return [help_panel, settings, around]


def _choosing(service: Service, preparation: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """What chooses the articles that may answer, and says then what `preparation` does."""

    def choose(sent: Any) -> dict[str, Any]:
        if service.library and (desk := Desk.of(sent)):
            key, narrowed = sent.get("key"), Narrowed.of(sent)
            if isinstance(key, str):
                service.choose(desk, _named(service.library, key), sent.get("chosen") is True)
            else:
                found = listing.matching(service.library, narrowed) if narrowed and narrowed.narrows else []
                service.choose(desk, [article.id for article in found], others=False)
        return preparation(sent)

    return choose


def _changing_functions(service: Service) -> list[Any]:
    """What changes the articles, and who may phrase what they answer."""

    def add_article(sent: Any) -> dict[str, str]:
        name, data = _uploaded(sent)
        if data is None:
            return {"state": "failed", "text": _("did not arrive whole; try again")}
        added = service.editing.add(name, data)
        return {"state": added.state, "text": added.text}

    def add_text(sent: Any) -> dict[str, str]:
        text = sent.get("text") if isinstance(sent, dict) else None
        added = service.editing.add_text(text if isinstance(text, str) else "")
        return {"state": added.state, "text": added.text}

    def remove_articles(sent: Any) -> str:
        if not (desk := Desk.of(sent)) or not service.library:
            return _(NOT_REMOVED)
        chosen = service.chosen(desk) if sent.get("key") is None else _named(service.library, sent.get("key"))
        return service.editing.remove(chosen, desk.owner) if chosen else _(NOT_REMOVED)

    def undo_removal(sent: Any) -> str:
        return service.editing.undo(desk.owner) if (desk := Desk.of(sent)) else _(NOT_REMOVED)

    def edit_article(sent: Any) -> str:
        key, facts = (sent.get("key"), sent.get("facts")) if isinstance(sent, dict) else (None, None)
        stated = isinstance(facts, dict) and all(isinstance(fact, str) for fact in facts.values())
        if not isinstance(key, str) or not (stated or facts is None):
            return told(reader.GONE_ARTICLE)
        return service.editing.edit(key, facts)

    return [add_article, add_text, remove_articles, undo_removal, edit_article, _offering(service)]


def _offering(service: Service) -> Callable[[Any], str]:
    """What offers another language model to choose; it gives "" or why not."""

    def offer_generator(sent: Any) -> str:
        address = sent.get("address") if isinstance(sent, dict) else None
        try:
            service.phrasing.add(address.strip() if isinstance(address, str) else "")
        except ValueError as error:
            return told(str(error))
        return ""

    return offer_generator


def _named(library: Articles, key: object) -> frozenset[str]:
    """The id of the article that has this key, if there is one."""
    article = library.article(key) if isinstance(key, str) else None
    return frozenset({article.id} if article else ())


def _conversation_functions(service: Service) -> list[Any]:
    """What the panel of conversations calls. Who knows no owner's token gets nothing."""
    kept = service.conversations

    def list_conversations(sent: Any) -> str:
        desk = Desk.of(sent)
        words = sent.get("words") if desk else ""
        narrowed = words[:MAX_WORDS] if isinstance(words, str) else ""
        return render.conversations(kept.all(desk.owner, narrowed), sent.get("open"), bool(narrowed)) if desk else ""

    def export_conversation(sent: Any) -> dict[str, str]:
        desk, chat = Desk.of(sent), sent.get("chat") if isinstance(sent, dict) else ""
        named = [one.name for one in kept.all(desk.owner) if one.id == desk.id] if desk else []
        if not named or not isinstance(chat, str) or not is_web_address(chat):
            return {}
        name, content = export.conversation(named[0], service.recall(desk), str(sent.get("form")), chat)
        return {"name": name, "content": content}

    def rename_conversation(sent: Any) -> str:
        desk, name = Desk.of(sent), sent.get("name") if isinstance(sent, dict) else None
        if desk and isinstance(name, str):
            kept.rename(desk, name)
        return list_conversations(sent)

    def delete_conversation(sent: Any) -> str:
        if desk := Desk.of(sent):
            kept.delete(desk.owner, None if sent.get("all") is True else desk.id)
        return list_conversations(sent)

    return [list_conversations, rename_conversation, delete_conversation, export_conversation]


def _uploaded(sent: Any) -> tuple[str, bytes | None]:
    """Name and bytes of a file that was uploaded a moment ago; any other path is refused. The file is deleted."""
    name, path = (sent.get("name"), sent.get("path")) if isinstance(sent, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(path, str) or "\0" in path or len(path) > 4_096:
        return "", None
    file = Path(path).resolve()
    if not file.is_relative_to(Path(get_upload_folder()).resolve()) or not file.is_file():
        return "", None
    with file.open("rb") as opened_file:
        data = opened_file.read(MAX_FILE + 1)
    file.unlink(missing_ok=True)
    return name[:255], data
