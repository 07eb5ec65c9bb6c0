"""Tell the site and the tasks host apart."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, redirect, request

from adapter.web.people.services import get_addresses

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

SITE, DESK, TASKS = "site", "desk", "tasks"
"""The names of the blueprints, each with a blueprint for each noun.

The desk is at the site's host.
"""

_SUBMIT = "tasks.submit.submit"
"""The endpoint that Amazon's hosts have too; their other paths lead to the site."""


def check_host() -> Response | None:
    """Refuse a request whose host is neither of the two, or not the one of the view.

    Without it, a page whose name resolves to this machine (DNS rebinding) could read the site.
    """
    addresses, host = get_addresses(), request.environ.get("HTTP_HOST", "")
    is_proxied = addresses.is_proxied(host)
    if not (addresses.is_site(host) or addresses.is_tasks(host) or is_proxied):
        abort(HTTPStatus.MISDIRECTED_REQUEST)
    if (_is_of(SITE) or _is_of(DESK)) and not addresses.is_site(host):
        return _redirect_to_site(addresses.site)
    submits = is_proxied and request.endpoint == _SUBMIT
    if _is_of(TASKS) and not (addresses.is_tasks(host) or submits):
        abort(HTTPStatus.NOT_FOUND)
    return None


def _is_of(name: str) -> bool:
    return name in request.blueprints


def _redirect_to_site(site: str) -> Response:
    """Return a redirect for a person who typed the other host's name."""
    if request.method != "GET":
        abort(HTTPStatus.NOT_FOUND)
    return redirect(f"{site}{request.full_path.rstrip('?')}")
