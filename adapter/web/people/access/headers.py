"""The headers of every response."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request

from adapter.web.people.access.hosts import TASKS

if TYPE_CHECKING:
    from flask import Response

# Pictures and sounds of a QuestionForm, and a task's frame, are of any site.
_SITE_POLICY = (
    "default-src 'self'; frame-src *; img-src * data:; media-src *; base-uri 'none'; "
    "form-action {}; frame-ancestors 'none'; object-src 'none'"
)
# The pages of the tasks host that are ours; a task's own HTML has a policy of its own.
_TASKS_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'"


def build_site_policy(back_url: str | None = None) -> str:
    """Return the policy of a page of the site, whose forms lead to the site only.

    Args:
        back_url: a way back to a recruiting platform, to which a form of this page may lead too.
    """
    parts = urlsplit(back_url or "")
    return _SITE_POLICY.format(f"'self' {parts.scheme}://{parts.netloc}" if back_url else "'self'")


def add_headers(response: Response) -> Response:
    """Return the response with the headers of a page of the site, or of the tasks host."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if TASKS in request.blueprints:
        headers.setdefault("Content-Security-Policy", _TASKS_POLICY)
        return response
    headers.setdefault("Content-Security-Policy", build_site_policy())
    # Popups of a task keep the frame that opened them: psiTurk's studies send it to their end.
    headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    # A task may ask who frames it; some choose production or sandbox by it.
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response
