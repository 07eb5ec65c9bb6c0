"""The names that certificates are for: host names and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from cryptography import x509

from adapter.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Address = IPv4Address | IPv6Address

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine on itself."""

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST = 253


@dataclass(frozen=True, slots=True)
class Names:
    """The names in certificates.

    Attributes:
        hosts: host names, each with a certificate of its own.
        addresses: IP addresses; a client that connects to one sends no host name.
    """

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    def build_general_names(self) -> Iterator[x509.GeneralName]:
        """Yield all names in the form that certificates have."""
        yield from map(x509.DNSName, self.hosts)
        yield from map(x509.IPAddress, self.addresses)

    def __str__(self) -> str:
        return ", ".join([*self.hosts, *map(str, self.addresses)])


def read_names(texts: Iterable[str]) -> Names:
    """Return each name once, in the order given.

    Args:
        texts: host names in any case and language, with or without a final dot, and addresses,
            those of IPv6 with or without brackets.

    Raises:
        SettingError: a text is neither a host name nor an address, or no host name is given.
    """
    hosts: dict[str, None] = {}
    addresses: dict[Address, None] = {}
    for text in texts:
        match parse_address(text):
            case None:
                hosts[parse_host_name(text)] = None
            case address:
                addresses[address] = None
    if not hosts:
        raise SettingError("--host", "certificates need at least one host name, such as localhost")
    return Names(tuple(hosts), tuple(addresses))


def parse_host_name(text: str) -> str:
    """Return the name in lower case and ASCII, without a final dot.

    Raises:
        SettingError: the text is not a host name.
    """
    try:
        name = text.removesuffix(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if len(name) > _LONGEST or not all(map(_LABEL.fullmatch, name.split("."))):
        wanted = "expected a host name such as mturk.example.org, or an address such as 127.0.0.1"
        raise SettingError(f"--host {text!r}", wanted)
    return name


def parse_address(text: str) -> Address | None:
    """Return the address in the text, with or without brackets; None if it is not an address."""
    try:
        return ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
