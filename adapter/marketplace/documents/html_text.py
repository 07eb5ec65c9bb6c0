"""Render HTML as text that a person reads at a terminal, with the names of its fields."""

from __future__ import annotations

from html.parser import HTMLParser

_INLINE = frozenset(
    {"a", "b", "code", "em", "font", "i", "img", "input", "small", "span", "strong", "sub", "sup"}
    | {"abbr", "big", "mark", "textarea", "tt", "u"}
)
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_FIELDS = frozenset({"input", "textarea", "select", "button"})
_CHOICES = frozenset({"radio", "checkbox"})
_WITHOUT_NAME = frozenset({"hidden", "submit", "button", "reset", "image"})


def render_html(html: str) -> str:
    """Return the text of a page or of a part of one, a block a line.

    A field is `[NAME]`, one of several choices `[NAME=VALUE]`, a picture `[image: ADDRESS]`. What
    a script would show is missing.
    """
    writer = _TextWriter()
    writer.feed(html)
    writer.close()
    return writer.finish()


class _TextWriter(HTMLParser):
    """Collects the text between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._unseen = 0
        self._select = ""

    def finish(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self._parts.append("\n")
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "img":
            self._parts.append(f" [image: {attributes.get('src', '')}] ")
        elif tag == "option":
            self._parts.append(f"[{self._select}={attributes.get('value', '')}] ")
        elif tag in _FIELDS or tag.startswith("crowd-"):
            self._add_field(tag, attributes)

    def _add_field(self, tag: str, attributes: dict[str, str]) -> None:
        name, kind = attributes.get("name", ""), attributes.get("type", "").lower()
        if tag == "select":
            self._select = name
        elif not name or kind in _WITHOUT_NAME or tag == "button":
            return
        elif kind in _CHOICES:
            self._parts.append(f" [{name}={attributes.get('value', 'on')}] ")
        else:
            self._parts.append(f" [{name}] ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag not in _INLINE:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # Line ends of HTML are white space like any other.
            self._parts.append(data.replace("\n", " "))
