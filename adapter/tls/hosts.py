"""Check which machine a host name leads to, without connecting to another machine."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Resolve = Callable[[str], Iterable[str]]

_SECONDS = 5


class Destination(StrEnum):
    """The machine that a name leads to."""

    THIS_MACHINE = "this machine"
    OTHER_MACHINE = "another machine, Amazon's or whoever has the address"
    BOTH = "this machine and another one, by turns"
    NONE = "nowhere"


@dataclass(frozen=True, slots=True)
class HostCheck:
    """The check of one host name.

    Attributes:
        name: the host name.
        addresses: the addresses of the host.
        destination: the machine that the addresses belong to.
        problem: the reason why a TLS connection to this machine fails under the name; None if it
            succeeds, or if the name leads to another machine.
    """

    name: str
    addresses: tuple[str, ...]
    destination: Destination
    problem: str | None = None

    @property
    def reaches_adapter(self) -> bool:
        """Return whether programs that call the name reach the adapter."""
        return self.destination is Destination.THIS_MACHINE and self.problem is None


def resolve_addresses(name: str) -> tuple[str, ...]:
    """Return a host's addresses as programs on this machine find them: hosts file, then DNS."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def check_host(
    name: str, trusted: ssl.SSLContext, port: int, resolve: Resolve = resolve_addresses
) -> HostCheck:
    """Return where the name leads; connect only if every address is this machine's.

    Args:
        name: the host name.
        trusted: a client's context that trusts the authority.
        port: the port that programs call.
        resolve: returns the addresses of a name.
    """
    addresses = tuple(resolve(name))
    here = [_is_here(each) for each in addresses]
    if not addresses:
        return HostCheck(name, addresses, Destination.NONE)
    if not all(here):
        return HostCheck(
            name, addresses, Destination.BOTH if any(here) else Destination.OTHER_MACHINE
        )
    problems = [_find_problem(name, each, port, trusted) for each in addresses]
    return HostCheck(name, addresses, Destination.THIS_MACHINE, next(filter(None, problems), None))


def _is_here(address: str) -> bool:
    """Return whether the address is this machine's: only such an address can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _find_problem(name: str, address: str, port: int, trusted: ssl.SSLContext) -> str | None:
    place = f"{address} port {port}"
    try:
        with (
            socket.create_connection((address, port), timeout=_SECONDS) as plain,
            trusted.wrap_socket(plain, server_hostname=name),
        ):
            return None
    except ssl.SSLCertVerificationError as error:
        return f"the certificate of {place} does not verify: {error.verify_message}"
    except ssl.SSLError as error:
        return f"{place} does not speak TLS as the adapter does: {error.reason or error}"
    except OSError as error:
        return f"nothing answers on {place}: {error.strerror or error}"
