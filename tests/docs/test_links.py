"""Links between the pages lead to files and headings that are there."""

import re

import pytest
from support.pages import HEADING, ROOT

PAGES = (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
LINK = re.compile(r"\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)")
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def read_prose(page):
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


def build_anchor(heading):
    """The anchor that GitHub gives a heading; Sphinx is told to give the same."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    broken = []
    for name, anchor in LINK.findall(read_prose(page)):
        target = page.parent / name if name else page
        if not target.exists():
            broken.append(name)
        elif anchor and anchor not in map(build_anchor, HEADING.findall(read_prose(target))):
            broken.append(f"{name}#{anchor}")
    assert broken == []


def test_the_index_leads_to_every_page():
    linked = {name for name, _ in LINK.findall(read_prose(ROOT / "docs" / "index.md"))}
    assert linked >= {page.name for page in ROOT.glob("docs/*.md")} - {"index.md"}
