"""Read and write an HTTP/1.1 request as a file that people read, edit and compare.

Lines of the head end in a bare line feed, as editors and version control expect. The last line
break of the file is not part of the body, since editors add one. The path is percent-encoded.
Files with CRLF or an absolute target, which a person may have pasted, can be read too.
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_from_bytes, unquote

from adapter.model import HttpRequest

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = _ASCII.replace("%", "").replace("?", "").replace("#", "")
_REQUEST_LINE = re.compile(r"([!-~]+) ([!-~]+) HTTP/1\.[01]")
_ABSOLUTE = re.compile(r"https?://([^/?]+)(.*)")
_NAME = re.compile(r"[!-9;-~]+")
_BREAKS = re.compile(r"[\r\n]+")


def write_request(request: HttpRequest) -> bytes:
    """Return the request as text, with Host and Content-Length as they are after redaction."""
    target = quote(request.path, safe=_PATH_SAFE, errors="replace") or "/"
    if request.query:
        target += f"?{quote_from_bytes(request.query, safe=_ASCII)}"
    headers = dict(request.headers)
    if request.host:
        headers["host"] = request.host
    if "content-length" in headers:
        headers["content-length"] = str(len(request.body))
    lines = [f"{request.method} {target} HTTP/1.1"]
    for name, value in headers.items():
        if _NAME.fullmatch(name):
            lines.append(f"{name}: {_BREAKS.sub(' ', value)}".rstrip(" \t"))
    head = "\n".join([*lines, "", ""]).encode(errors="replace")
    return head + request.body + (b"\n" if request.body else b"")


def read_request(content: bytes) -> HttpRequest:
    """Return the request; a ValueError names the line that is wrong."""
    first, _, _ = content.partition(b"\n")
    line_break = b"\r\n" if first.endswith(b"\r") else b"\n"
    head, _, body = content.partition(line_break * 2)
    lines = head.decode(errors="replace").split(line_break.decode())
    match = _REQUEST_LINE.fullmatch(lines[0])
    if match is None:
        raise ValueError("line 1: expected a request line such as `POST / HTTP/1.1`")
    headers = _parse_headers([line for line in lines[1:] if line])
    absolute = _ABSOLUTE.fullmatch(match[2])
    host, target = absolute.groups() if absolute else (headers.get("host", ""), match[2])
    path, _, query = target.partition("?")
    return HttpRequest(
        method=match[1],
        host=host,
        path=unquote(path) or "/",
        query=query.encode(),
        headers=headers,
        body=body.removesuffix(line_break),
    )


def _parse_headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for number, line in enumerate(lines, start=2):
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name) or name.lower() in headers:
            raise ValueError(f"line {number}: expected `name: value`, each name once")
        headers[name.lower()] = value.strip(" \t")
    return headers
