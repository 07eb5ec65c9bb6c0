"""Say at a terminal what a started adapter has, and how an old program is run with it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapter.settings.database import default_database, describe_database, find_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.settings import Settings

_WIDTH = 14


def render_welcome(settings: Settings, urls: Mapping[str, str]) -> str:
    """Return the lines that follow the address of the API.

    Args:
        settings: of this process.
        urls: the addresses by setting.
    """
    return "\n".join(f"  {name:{_WIDTH}}{text}" for name, text in _list_lines(settings, urls))


def _list_lines(settings: Settings, urls: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "answers from", _describe_upstream(settings)
    for name, label in (
        ("admin", "admin" if settings.verifies else "console"),
        ("people", "workers"),
        ("desk", "requesters"),
        ("tls", "TLS"),
        ("proxy", "proxy"),
    ):
        if name in urls:
            yield label, urls[name]
    if not settings.verifies:
        yield "try", f"curl '{urls['bind']}?Operation=GetQualificationRequests&PageSize=3'"
    place = urlsplit(urls["bind"])
    yield "old script", f'in boto host="{place.hostname}", port={place.port}, is_secure=False'
    if settings.upstream == "marketplace" and find_file(settings.database) is not None:
        yield "", f"or unedited: mturk-adapter run {_name_database(settings)}-- python old.py"


def _describe_upstream(settings: Settings) -> str:
    if settings.upstream == "marketplace":
        return f"the marketplace in {describe_database(settings.database)}"
    if settings.upstream == "replay":
        return f"the recordings in {settings.replay}"
    return settings.upstream


def _name_database(settings: Settings) -> str:
    if settings.database == default_database():
        return ""
    return f"--database {shlex.quote(describe_database(settings.database))} "
