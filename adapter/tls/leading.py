"""Where a name leads now, found out without a word to whoever answers elsewhere."""

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
class Led:
    """What was found.

    Attributes:
        name: the host's.
        addresses: its addresses.
        place: whose they are.
        trouble: why nothing here answers under the name with a certificate that verifies; None: it
            does, or nothing here was asked.
    """

    name: str
    addresses: tuple[str, ...]
    place: Place
    trouble: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether programs that call the name reach the adapter."""
        return self.place is Place.HERE and self.trouble is None


def addresses_of(name: str) -> tuple[str, ...]:
    """As programs on this machine find them: hosts file first, then DNS."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def led(name: str, trusted: ssl.SSLContext, port: int, resolve: Resolve = addresses_of) -> Led:
    """Where the name leads; a connection is opened only if that is this machine alone.

    Args:
        name: the host's.
        trusted: a client's context that trusts the authority.
        port: where programs call it.
        resolve: gives the addresses of a name.
    """
    addresses = tuple(resolve(name))
    here = [_is_here(each) for each in addresses]
    if not addresses:
        return Led(name, addresses, Place.NOWHERE)
    if not all(here):
        return Led(name, addresses, Place.MIXED if any(here) else Place.ELSEWHERE)
    troubles = [_trouble(name, each, port, trusted) for each in addresses]
    return Led(name, addresses, Place.HERE, next(filter(None, troubles), None))


def _is_here(address: str) -> bool:
    """Only an address of this machine can be bound; nothing is sent for that."""
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
