"""Open listening sockets, and explain why one cannot be opened."""

from __future__ import annotations

import errno
import socket
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.errors import StartError
from adapter.settings.fields import FREE, split_bind

if TYPE_CHECKING:
    from collections.abc import Mapping

_BACKLOG = 1024
_PRIVILEGED = f"port {{port}} is only for the system administrator; {FREE}"
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        errno.EADDRINUSE: f"port {{port}} is taken by another program; {FREE}",
        errno.EACCES: _PRIVILEGED,
        errno.EPERM: _PRIVILEGED,
        errno.EADDRNOTAVAIL: (
            "{host} is not an address of this machine; 127.0.0.1 is this machine alone, and "
            "0.0.0.0 is every address it has"
        ),
        errno.EAFNOSUPPORT: "this machine has no addresses such as {host}; try 127.0.0.1",
    }
)


def is_free(bind: str) -> bool:
    """Return whether the address can be listened on now."""
    try:
        open_socket(bind).close()
    except StartError:
        return False
    return True


def open_socket(bind: str, setting: str = "--bind") -> socket.socket:
    """Return a socket that listens on HOST:PORT, on IPv4 if the host has both, for old clients.

    Args:
        bind: HOST:PORT or [HOST]:PORT; port 0 is any free one.
        setting: the setting that `bind` comes from, for error messages.

    Raises:
        StartError: the address cannot be listened on; the message says what to do.
    """
    try:
        host, port = split_bind(bind)
    except ValueError as error:
        raise StartError(f"{setting} {bind}", str(error)) from error
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        text = f"the host {host} has no address here; 127.0.0.1 is this machine alone"
        raise StartError(f"{setting} {bind}", text) from error
    family, _, _, _, address = min(answers, key=lambda each: each[0] != socket.AF_INET)
    try:
        opened = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"it cannot be listened on: {error.strerror}")
        raise StartError(f"{setting} {bind}", reason.format(host=host, port=port)) from error
    # Connections inherit it. Without it the end of a response waits until the client has
    # acknowledged the beginning.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened
