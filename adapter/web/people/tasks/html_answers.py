"""Answer with a requester's HTML, which may do no more alone than within its frame."""

from __future__ import annotations

from flask import Response

from adapter.web.people.frames import build_sandbox
from adapter.web.people.services import get_addresses
from adapter.web.people.tasks.requester_html import prepare_html


def answer_html(html: str, assignment_id: str) -> Response:
    """Return the answer with the HTML for the assignment or preview."""
    addresses = get_addresses()
    # The address can be opened alone, where no frame has a sandbox for it.
    policy = f"sandbox {build_sandbox(own_origin=addresses.are_apart)}"
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors {addresses.site}"}
    prepared = prepare_html(html, addresses.tasks, assignment_id)
    return Response(prepared, headers=headers, content_type="text/html; charset=utf-8")
