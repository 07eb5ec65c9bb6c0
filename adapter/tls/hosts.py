"""Where a host name leads now. Nothing is sent to an address that is not this machine's."""

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


class Place(StrEnum):
    """Whose address a name has."""

    HERE = "this machine"
    ELSEWHERE = "another machine, Amazon's or whoever has the address"
    MIXED = "this machine and another one, by turns"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class HostCheck:
    """Where one name leads.

    Attributes:
        name: the host's.
        addresses: its addresses.
        place: whose they are.
        trouble: why no server on this machine answers under the name with a certificate that
            verifies; None: one does, or the name leads elsewhere.
    """

    name: str
    addresses: tuple[str, ...]
    place: Place
    trouble: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether programs that call the name reach the adapter."""
        return self.place is Place.HERE and self.trouble is None


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
    """Return where the name leads. Connect only if every address is this machine's.

    Args:
        name: the host's.
        trusted: a client's context that trusts the authority.
        port: where programs call it.
        resolve: gives the addresses of a name.
    """
    addresses = tuple(resolve(name))
    here = [_is_here(each) for each in addresses]
    if not addresses:
        return HostCheck(name, addresses, Place.NOWHERE)
    if not all(here):
        return HostCheck(name, addresses, Place.MIXED if any(here) else Place.ELSEWHERE)
    troubles = [_trouble(name, each, port, trusted) for each in addresses]
    return HostCheck(name, addresses, Place.HERE, next(filter(None, troubles), None))


def _is_here(address: str) -> bool:
    """Return whether the address is this machine's: only such an address can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _trouble(name: str, address: str, port: int, trusted: ssl.SSLContext) -> str | None:
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
