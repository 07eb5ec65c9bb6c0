"""README and docs as data: pages, their sections, and the fenced blocks within."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md")))

FENCE = re.compile(
    r"^(?:<!-- (?P<mark>not run|needs): (?P<text>.+?) -->\n)?"
    r"^```(?P<language>\w*) ?(?P<name>\S*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        line: where it begins.
        language: the first word behind the fence.
        name: the second, the file that the block is; empty if it is none.
        body: what stands within.
        not_run: why it cannot be run, if the page says so.
        needs: programs without which it cannot be run.
    """

    line: int
    language: str
    name: str
    body: str
    not_run: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What stands under one heading: its blocks are read, and run, in order."""

    page: str
    heading: str
    blocks: tuple[Block, ...]


def read_sections() -> list[Section]:
    """Return the sections of all pages that have blocks."""
    return [section for page in PAGES for section in _split(page)]


def _split(page: Path) -> Iterator[Section]:
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    found = [*FENCE.finditer(text)]
    # A line of a shell block that begins with # is no heading.
    inside = [range(*each.span()) for each in found]
    headings = [
        each for each in HEADING.finditer(text) if not any(each.start() in one for one in inside)
    ]

    def find_heading(fence: re.Match[str]) -> str:
        return [each[1] for each in headings if each.start() < fence.start()][-1]

    for heading, fences in groupby(found, find_heading):
        yield Section(name, heading, tuple(_read(each, text) for each in fences))


def _read(fence: re.Match[str], text: str) -> Block:
    reason = fence["text"] or ""
    return Block(
        text.count("\n", 0, fence.start("language")) + 1,
        fence["language"],
        fence["name"],
        fence["body"],
        reason if fence["mark"] == "not run" else "",
        tuple(reason.split(", ")) if fence["mark"] == "needs" else (),
    )
