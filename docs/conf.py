"""The documentation site: README, docs, changes and contributing, as `make docs` builds them.

The pages are plain Markdown that reads the same in a checkout: all that only a site needs is here.
"""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "mturk-adapter"
html_title = "mturk-adapter"

extensions = ["myst_parser"]
include_patterns = ["*.md", "docs/*.md"]
root_doc = "docs/index"
myst_heading_anchors = 4  # as GitHub names them
nitpicky = True
# What is left out of an example is `…`, which no other language knows.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_extra_path = ["site/root"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
pygments_style = "tango"
pygments_dark_style = "github-dark"

_PART = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"^- \[(.+?)\]\((.+?)\.md\)", re.MULTILINE)


def add_navigation(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the site's navigation to the index: its links, in their order."""
    if docname != app.config.root_doc:
        return
    for caption, body in _PART.findall(source[0]):
        links = _LINK.findall(body)
        entries = [f"{title} </{normpath(join('docs', name))}>" for title, name in links]
        lines = ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""]
        source[0] += "\n".join(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the navigation."""
    app.connect("source-read", add_navigation)
    return {"parallel_read_safe": True}
