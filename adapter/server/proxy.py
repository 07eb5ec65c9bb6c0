"""Decide what a proxy does with a request: answer it here, pass it on, or refuse it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapter.server.host_log import HostLog
from adapter.server.parser import ErrorResponse, RequestError, build_bad_request

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

TLS_PORT, PLAIN_PORT = 443, 80

_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_NOT_FORWARDED = (b"connection:", b"host:", b"proxy-")


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a proxy answers itself, and what it does with the rest.

    Attributes:
        find_context: returns the TLS context of a host.
        hosts: the hosts that are answered here, in lower case. The proxy neither looks them up nor
            connects to them.
        tunnels: whether it connects to other hosts; otherwise it refuses them.
        host_log: logs what became of the hosts that were asked for.
    """

    find_context: Callable[[str], ssl.SSLContext]
    hosts: frozenset[str]
    tunnels: bool = False
    host_log: HostLog = field(default_factory=HostLog)

    def find_address(self, target: str) -> tuple[str, int]:
        """Return the host and the port that a CONNECT is for.

        Raises:
            RequestError: it is refused.
        """
        host, port = split_authority(target, None)
        name = normalize_host(host)
        if name in self.hosts and port not in {TLS_PORT, PLAIN_PORT}:
            message = (
                f"{name} is served at the ports {TLS_PORT} and {PLAIN_PORT} only, not at {port}."
            )
            raise RequestError(ErrorResponse(403, "Forbidden", message))
        if name not in self.hosts and not self.tunnels:
            raise self._refuse_host(host)
        return host, port

    def find_authority(self, target: str) -> str | None:
        """Return the other host's authority that a plain request is for; None if there is none."""
        authority = _read_authority(target)
        is_http = target.lower().startswith("http://")
        is_other = is_http and normalize_host(authority) not in self.hosts
        return authority if self.tunnels and is_other else None

    def resolve_host(self, method: str, target: str, host: str) -> str:
        """Return the host that a plain request is for, if it is answered here."""
        if method == "CONNECT":
            raise build_bad_request(
                "a connection that carried a request cannot be used for CONNECT"
            )
        if normalize_host(host) in self.hosts:
            return host
        if "://" not in target:
            raise build_bad_request(
                "this address is a proxy, and the request does not say which host it is for; "
                "call the adapter's other address"
            )
        raise self._refuse_host(split_authority(host, PLAIN_PORT)[0])

    def _refuse_host(self, host: str) -> RequestError:
        """Return the error for a request to a host that the proxy does not connect to."""
        self.host_log.log_refusal(normalize_host(host))
        message = (
            f"This proxy serves Amazon Mechanical Turk's hosts only, and reaches out to no other; "
            f'"{host}" is another. Keep other hosts away from it (NO_PROXY), or start the '
            "adapter with --proxy-other-hosts tunnel."
        )
        return RequestError(ErrorResponse(403, "Forbidden", message))


def resolve_tunneled_host(name: str, method: str, _target: str, host: str) -> str:
    """Return the host of a call inside a CONNECT to `name`; refuse a call for another host."""
    if host and (normalize_host(host) != name or method == "CONNECT"):
        message = (
            f"The connection was opened to {name}, but the call on it is for another host. "
            "Send calls to the host that the connection was opened to."
        )
        raise RequestError(ErrorResponse(403, "Forbidden", message))
    return host or name


def find_host(target: str) -> str:
    """Return the host in a plain request's target as `Proxy.hosts` has it; empty if none is."""
    return normalize_host(_read_authority(target).rpartition("@")[2])


def split_authority(authority: str, default_port: int | None) -> tuple[str, int]:
    """Return the host and the port of HOST:PORT.

    Args:
        authority: as the client wrote it.
        default_port: for an authority without one; None: it has to have one.

    Raises:
        RequestError: it is something else.
    """
    parts = _AUTHORITY.fullmatch(authority)
    port = int(parts["port"] or default_port or 0) if parts else 0
    if not parts or not 0 < port < 65536:
        raise build_bad_request("it does not name the host and the port that it is for")
    return parts["host"], port


def normalize_host(authority: str) -> str:
    """Return the host of an authority as `Proxy.hosts` has it; empty if it is no authority."""
    parts = _AUTHORITY.fullmatch(authority)
    return parts["host"].lower().removesuffix(".") if parts else ""


def _read_authority(target: str) -> str:
    return re.split(r"[/?#]", target.partition("://")[2], maxsplit=1)[0]


def rewrite_head(head: bytes, authority: str) -> bytes:
    """Return a request's head in origin form, for a connection that ends with the response."""
    first, *lines = head.split(b"\r\n")
    method, target, version = first.split(b" ", 2)
    path = target.partition(b"://")[2].removeprefix(authority.encode())
    path = path if path.startswith(b"/") else b"/" + path
    kept = [line for line in lines if line and not line.lower().startswith(_NOT_FORWARDED)]
    added = (b"Host: " + authority.encode(), b"Connection: close")
    return b"\r\n".join((b" ".join((method, path, version)), *added, *kept, b"", b""))
