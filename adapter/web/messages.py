"""Translate between Flask's requests and responses and those of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from adapter.model import HttpRequest

if TYPE_CHECKING:
    from flask import Request

    from adapter.model import HttpResponse


def read_request(request: Request) -> HttpRequest:
    """Return the request without its body; the host is empty if the client sent none."""
    return HttpRequest(
        method=request.method,
        # Not `request.host`, which falls back to the server's name.
        host=request.environ.get("HTTP_HOST", ""),
        path=request.path,
        query=request.query_string,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=b"",
        scheme=request.scheme,
    )


def build_response(response: HttpResponse) -> Response:
    """Return the response for Flask."""
    return Response(
        # A list, as Flask would replace a Content-Length that is given with bytes.
        [response.body],
        response.status,
        response.headers,
        content_type=response.content_type,
    )
