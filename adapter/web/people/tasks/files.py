"""Files that people uploaded, for the requesters who were given a link."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import filetype
from flask import Blueprint, send_file

from adapter.web.people.services import get_services

if TYPE_CHECKING:
    from flask import Response

pages = Blueprint("files", __name__)

_UNKNOWN = "application/octet-stream"
_ENDED = "This link has ended, or it is none. Ask for another with GetFileUploadURL.\n"


@pages.get("/files/<token>")
def fetch(token: str) -> Response | tuple[str, HTTPStatus, dict[str, str]]:
    """Return a file to save, of the type that its content has, whatever its name says."""
    file = get_services().marketplace.read_file(token)
    if file is None:
        return _ENDED, HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}
    response = send_file(
        BytesIO(file.content),
        mimetype=filetype.guess_mime(file.content) or _UNKNOWN,
        as_attachment=True,
        download_name=file.name,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"  # the link ends; a copy would not
    return response
