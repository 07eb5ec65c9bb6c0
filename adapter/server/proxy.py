"""The address that is a proxy: Amazon's hosts are answered here, and others as configured.

For Amazon's hosts no name is looked up and nothing is dialled.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS, name_of
from adapter.errors import FrontError, Problem
from adapter.server.connection import Connection
from adapter.server.forward import ESTABLISHED, Forward
from adapter.server.head import unreadable
from adapter.text import quoted

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import NoReturn

    from adapter.server.connection import Handover, Terms
    from adapter.server.reader import Request

_TLS, _PLAIN = 443, 80
_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a proxy does.

    Attributes:
        context: of TLS, for the host that was asked for.
        tunnels: whether others than Amazon's hosts are dialled; otherwise they are refused.
    """

    context: Callable[[str], ssl.SSLContext]
    tunnels: bool = False

    def admit(self, terms: Terms, request: Request) -> Request | Handover:
        """What becomes of a request.

        Raises:
            FrontError: it is not for a proxy, or for a host that is not served.
        """
        head = request.head
        if head.method == "CONNECT":
            return self._connected(terms, *_split(head.target, 0))
        if not head.absolute:
            raise unreadable(
                "this address is a proxy, and the request does not say which host it is for; "
                "call the adapter's other address"
            )
        if name_of(head.host) in AMAZON_HOSTS:
            return request
        host, port = _split(head.host, _PLAIN)
        if not self.tunnels or not head.target.lower().startswith("http://"):
            _refuse(host)
        return Forward(host, port, _relative(request))

    def _connected(self, terms: Terms, host: str, port: int) -> Handover:
        name = name_of(host)
        if name not in AMAZON_HOSTS:
            if not self.tunnels:
                _refuse(host)
            return Forward(host, port, None)
        inner = replace(terms, admit=partial(_admit_inside, name))
        match port:
            case 443:
                return partial(_begin_tls, replace(inner, scheme="https"), self.context(name))
            case 80:
                return partial(_begin_plain, inner)
        message = f"{name} is served at the ports 443 and 80 only, not at {port}."
        raise FrontError(Problem("Forbidden", message), 403)


def _split(authority: str, otherwise: int) -> tuple[str, int]:
    parts = _AUTHORITY.fullmatch(authority)
    port = int(parts["port"] or otherwise) if parts else 0
    if not parts or not 0 < port < 65536:
        raise unreadable("it does not name the host and the port that it is for")
    return parts["host"], port


def _refuse(host: str) -> NoReturn:
    message = (
        f"This proxy serves Amazon Mechanical Turk's hosts only, and reaches out to no other; "
        f"{quoted(host)} is another. Keep other hosts away from it (NO_PROXY), or start the "
        "adapter with --proxy-others tunnel."
    )
    raise FrontError(Problem("Forbidden", message), 403)


def _admit_inside(name: str, request: Request) -> Request:
    """A call on a connection that was opened to this host; that it names another is no way in."""
    head = request.head
    if not head.host:
        return replace(request, head=replace(head, host=name))
    if name_of(head.host) != name or head.method == "CONNECT":
        message = (
            f"The connection was opened to {name}, but the call on it is for {quoted(head.host)}. "
            "Send calls to the host that the connection was opened to."
        )
        raise FrontError(Problem("Forbidden", message), 403)
    return request


async def _begin_plain(inner: Terms, transport: asyncio.Transport) -> None:
    transport.write(ESTABLISHED)
    _go_on(transport, Connection(inner), b"")
    transport.resume_reading()


async def _begin_tls(inner: Terms, context: ssl.SSLContext, transport: asyncio.Transport) -> None:
    transport.write(ESTABLISHED)
    early = _Early()
    loop = asyncio.get_running_loop()
    seconds = inner.limits.handshake_seconds
    opened = await loop.start_tls(
        transport, early, context, server_side=True, ssl_handshake_timeout=seconds
    )
    if opened is not None and not early.ended:
        _go_on(opened, Connection(inner), bytes(early.data))


def _go_on(transport: asyncio.Transport, connection: Connection, data: bytes) -> None:
    transport.set_protocol(connection)
    connection.connection_made(transport)
    if data:
        connection.data_received(data)


class _Early(asyncio.Protocol):
    """Takes what comes with the last bytes of the handshake, before there is a transport."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ended = False

    def data_received(self, data: bytes) -> None:
        self.data += data

    def connection_lost(self, _error: Exception | None) -> None:
        self.ended = True


def _relative(request: Request) -> bytes:
    """The request as its host wants it, for a connection that ends with the answer."""
    head = request.head
    path = head.path if head.path.startswith("/") else f"/{head.path}"
    left_out = {"connection", "host", "transfer-encoding", "content-length"}
    headers = [
        f"{name}: {value}"
        for name, value in head.headers
        if name not in left_out and not name.startswith("proxy-")
    ]
    if request.body:
        headers.append(f"content-length: {len(request.body)}")
    lines = (
        f"{head.method} {path} HTTP/1.{head.minor}",
        f"host: {head.host}",
        *headers,
        "connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("latin-1") + request.body
