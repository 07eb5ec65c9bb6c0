"""The page that a person sees who opens the address of the API in a browser."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Response, render_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import HttpRequest

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:100%/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;"
    "background:light-dark(#fff,#14171a);color:light-dark(#14201c,#e9eeec)}"
    "h1{font-size:1.75rem;line-height:1.2}"
    "a{color:light-dark(#0b5c8a,#7fc4f0)}"
    "pre{font:.9375rem/1.5 ui-monospace,monospace;white-space:pre-wrap;padding:.75rem 1rem;"
    "background:light-dark(#f3f5f4,#1f2428);border-radius:.3rem}"
    "code{font:inherit}"
)
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def is_visit(http: HttpRequest) -> bool:
    """Return whether a person opens the address in a browser; a program's call is none.

    Every browser accepts XHTML. Java's own HTTP client accepts HTML, too, but not XHTML.
    """
    return (
        http.method == "GET"
        and http.path == "/"
        and not http.query
        and not http.body
        and "application/xhtml+xml" in http.headers.get("accept", "")
    )


def render_welcome(links: Mapping[str, str]) -> Response:
    """Return the page.

    Args:
        links: the addresses of other pages by their labels.
    """
    page = render_template("welcome.html", style=_STYLE, links=links)
    return Response(page, headers=_HEADERS, content_type="text/html; charset=utf-8")
