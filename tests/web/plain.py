"""HTML read back by a parser of its own, to hold what was written against what a browser would make of it."""

from __future__ import annotations

from html.parser import HTMLParser


class Reading(HTMLParser):
    """Collects the text, the tags and, for every element with an id or a class, the text inside it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("input", "br", "meta", "link"):
            self._open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without its start"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data

    def close(self) -> None:
        super().close()
        assert not self._open, f"left open: {self._open}"

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.attributes if name == tag]
