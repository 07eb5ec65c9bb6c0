"""Let pages with files take longer requests than others."""

from __future__ import annotations

from flask import request

from adapter.web.people.services import get_services

_WITH_FILES = frozenset(
    {
        "site.work.submit",
        "desk.layouts.add",
        "desk.new_batch.save",
        "desk.owed.preview",
        "desk.results.preview",
        "desk.types.create",
        "desk.types.change",
    }
)
"""The endpoints that take files."""


def allow_files() -> None:
    """Let a request of a page with files be longer than others."""
    if request.endpoint in _WITH_FILES:
        services = get_services()
        request.max_content_length = services.body_limit_bytes + services.upload_bytes
