"""An answer as Markdown, from its plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.types.groups import Group, Relation
from rag.types.markdown import line, lines, web_address
from rag.types.sources import on_page
from rag.types.wording import METADATA, Say, count_left_out, searched_for


def as_markdown(told: Mapping[str, Any], chat: str = "", say: Say = str) -> str:
    """`Answer.to_dict()` for reading: the question, the statements with their numbers, and the numbered sources; its
    own words as `say` has them."""
    said = [told["lead"]] if told["lead"] else []
    for heading, statements in headed(told, say):
        said += [f"### {line(heading)}"] if heading else []
        said += [_statement(statement, say) for statement in statements]
    if not said:
        said = [" ".join(filter(None, (told["refusal"], line(told["explanation"]))))]
    searched = say(searched_for(told["corrections"].values()))
    left_out = say(count_left_out(len(told["left_out"])))
    remarks = [line(remark) for remark in (searched, told["note"], left_out) if remark]
    sources = [f"{citation['number']}. {cited(citation, chat, say)}" for citation in told["citations"]]
    return "\n\n".join([f"**{line(told['question'])}**", *remarks, *said, "\n".join(sources)]).strip() + "\n"


def headed(told: Mapping[str, Any], say: Say = str) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The heading and the statements of each group of an answer; all of them under no heading where it has none."""
    statements = told["statements"]
    found = []
    for group in told["groups"]:
        relation = Relation(group["relation"]) if group["relation"] else None
        title = Group(group["heading"], (), relation).title
        shown = say(title) if relation is Relation.ONE else title
        found.append((shown, [statements[place] for place in group["statements"]]))
    return found or [("", statements)]


def _statement(statement: Mapping[str, Any], say: Say) -> str:
    differs = (
        say(f"differs from [{other['citation']}]") + (f": {other['in']}" if other["in"] else "")
        for other in statement["differs"]
    )
    return (
        lines(statement["text"])
        + "".join(f"[{number}]" for number in statement["citations"])
        + "".join(f" *({line(remark)})*" for remark in statement["remarks"])
        + "".join(f" *({remark})*" for remark in differs)
        + (f" ({say(METADATA)}: {line(statement['metadata'])})" if statement["metadata"] else "")
    )


def cited(citation: Mapping[str, Any], chat: str = "", say: Say = str) -> str:
    """A citation's words, its article (as a link where it has an address on the web) and the way to it in a `chat`,
    unless it was withdrawn since."""
    title, url, state = line(citation["title"]), web_address(citation["url"]), citation.get("state")
    rest = line(", ".join(filter(None, (citation["publisher"], citation["published"], say(on_page(citation["page"]))))))
    passage = f"[{say('passage')}]({chat}#{citation['ref']})" if chat and state != "withdrawn" else ""
    parts = [f"[{title}]({url})" if url else title, rest, passage, say(state) if state else ""]
    return f"“{line(citation['quote'])}” {', '.join(part for part in parts if part)}"
