"""The setting `database`: a file, `memory`, or the SQLAlchemy URL that the marketplace takes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote

from platformdirs import user_data_path

MEMORY = "sqlite://"
"""The URL of a database that ends with its process."""

EXAMPLES = (
    "a file such as lab.sqlite, `memory`, or the SQLAlchemy URL of a SQLite or PostgreSQL database "
    "such as postgresql://USER:PASSWORD@HOST/NAME"
)

_MEMORY_NAMES = ("memory", ":memory:", MEMORY, "sqlite:///:memory:")
_FILE = re.compile(r"sqlite(?:\+[a-z0-9]+)?:///(?P<path>[^?]+)(?:\?.*)?")
_SERVER = re.compile(r"postgresql(\+[a-z0-9]+)?://.+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def parse_database(text: str) -> str:
    """Return the SQLAlchemy URL of a database.

    Args:
        text: a path, from the working folder; `memory`; or a URL of SQLite or PostgreSQL.

    Raises:
        ValueError: the text is something else.
    """
    if text in _MEMORY_NAMES:
        return MEMORY
    if _SCHEME.match(text):
        if not (_FILE.fullmatch(text) or _SERVER.fullmatch(text)):
            raise ValueError(f"expected {EXAMPLES}")
        return text
    if not text or text.endswith("/"):
        raise ValueError(f"it names no file; expected {EXAMPLES}")
    return _build_url(Path(text).expanduser().absolute())


def default_database() -> str:
    """Return the URL of the default database, a file in the user's data folder."""
    return _build_url(user_data_path("mturk-adapter", appauthor=False) / "marketplace.db")


def find_file(url: str) -> Path | None:
    """Return the absolute path of a database's file; None if it is in memory or on a server."""
    form = _FILE.fullmatch(url)
    return Path(unquote(form["path"])).absolute() if form else None


def describe_database(url: str) -> str:
    """Return where the state is, for people: a path, `memory`, or a URL without its secrets."""
    if url == MEMORY:
        return "memory"
    return str(find_file(url) or re.sub(r"//.*@", "//", url.partition("?")[0]))


def _build_url(file: Path) -> str:
    return f"sqlite:///{quote(str(file))}"
