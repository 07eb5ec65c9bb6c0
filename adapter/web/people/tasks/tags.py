"""Read where the tags of a requester's HTML are."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What may stand before the body, or opens it.
_HEAD = frozenset(
    {"html", "head", "base", "link", "meta", "title", "style", "script", "noscript", "template"}
)
_WITH_TEXT = frozenset({"title", "style", "script"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag; its first character is at `start`, and what follows the tag at `end`."""

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int

    @property
    def name_end(self) -> int:
        """Return where an attribute before all others can be inserted."""
        return self.start + len("<") + len(self.name)


@dataclass(frozen=True, slots=True)
class Document:
    """The tags of a text, which may be a part of a document.

    Attributes:
        tags: the start tags, in their order.
        ends: name and position of each end tag.
        scripts: what stands in the scripts.
        body_start: where the body's content begins.
        body_end: where it ends.
    """

    tags: Sequence[Tag]
    ends: Sequence[tuple[str, int]]
    scripts: str
    body_start: int
    body_end: int

    def find(self, name: str) -> list[Tag]:
        """Return the start tags with the name."""
        return [tag for tag in self.tags if tag.name == name]

    def find_end_of(self, tag: Tag) -> int:
        """Return where the element ends: at its end tag, or with the body."""
        ends = (at for name, at in self.ends if name == tag.name and at >= tag.end)
        return next(ends, self.body_end)


def read_document(html: str) -> Document:
    """Return the tags of a text, which may be a part of a document."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    ends = {name: at for name, at in reader.ends if name in ("body", "html")}
    bodies = [tag.end for tag in reader.tags if tag.name == "body"]
    contents = reader.first_content if reader.first_content is not None else len(html)
    return Document(
        tags=reader.tags,
        ends=reader.ends,
        scripts="\n".join(reader.scripts),
        body_start=bodies[0] if bodies else contents,
        body_end=ends.get("body", ends.get("html", len(html))),
    )


class _Reader(HTMLParser):
    """Collects positions. The text of scripts and styles is no markup, as in browsers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.ends: list[tuple[str, int]] = []
        self.scripts: list[str] = []
        self.first_content: int | None = None
        self._open: str | None = None
        lines = html.split("\n")
        self._line_starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect a start tag; of attributes with one name the first counts."""
        start, text = self._position(), self.get_starttag_text() or ""
        attributes = {name: value or "" for name, value in reversed(attrs)}
        self.tags.append(Tag(tag, attributes, start, start + len(text)))
        if tag in _WITH_TEXT:
            self._open = tag
        if tag not in _HEAD and tag != "body":
            self._note_content(start)

    def handle_endtag(self, tag: str) -> None:
        """Collect an end tag."""
        self.ends.append((tag, self._position()))
        self._open = None

    def handle_data(self, data: str) -> None:
        """Collect the text of a script, and where the first text of the body is."""
        if self._open == "script":
            self.scripts.append(data)
        elif self._open is None and data.strip():
            self._note_content(self._position())

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Return where `<![…` ends, which is a comment in HTML whatever it says."""
        del report
        end = self.rawdata.find(">", i)
        return -1 if end < 0 else end + 1

    def _note_content(self, position: int) -> None:
        if self.first_content is None:
            self.first_content = position

    def _position(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column
