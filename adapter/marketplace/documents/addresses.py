"""Check addresses as Xerces checks the type anyURI of XML Schema 1.0.

The retired service validated documents with Xerces. Its rules are those of RFC 2396 with the
addresses in brackets of RFC 2732, after the escaping of XLink 1.0: blanks, quotation marks, braces
and everything that is not ASCII count as escaped, so JSON may stand in a query.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING

from adapter.text import quote_text
from adapter.xml.schema import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.xml.schema import LocatedElement

# What counts as escaped, beside characters outside printable ASCII.
_ESCAPED = re.compile(r"[^!#-;=?-\[\]_a-z]")
# No possessive quantifiers: Python before 3.11.5 matches wrongly with them.
_PATH = r"[A-Za-z0-9\-_.!*'();/:@&=+$,]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-_.!*'();/:@&=+$,]*)*"
_ANY = _PATH.replace("$,", r"$,?\[\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?=[^#])", re.ASCII)
_AUTHORITY = re.compile(r"//([^/?#]*)")
_HOST_IN_BRACKETS = re.compile(
    rf"(?:{_PATH.replace('/', '').replace('@', '')}@)?\[([0-9A-Fa-f:.]+)\](?::\+?0*([0-9]{{0,5}}))?"
)
_REST = re.compile(rf"{_PATH}(?:\?{_ANY})?(?:#{_ANY})?", re.ASCII)
_OPAQUE_REST = re.compile(rf"{_ANY}(?:#{_ANY})?", re.ASCII)
_PLAIN_AUTHORITY = re.compile(_PATH, re.ASCII)
_MAX_PORT = 65_535


_ELEMENTS = frozenset(("AppletPath", "DataURL", "ExternalURL", "FlashMovieURL"))
_ATTRIBUTES = frozenset(("cite", "href", "longdesc", "src", "usemap"))


def check_addresses(root: LocatedElement) -> Iterator[Fault]:
    """Yield a fault for each element and attribute that must be an address and is none."""
    if root.name in _ELEMENTS and not is_address(root.text):
        yield _build_fault(root, root.name, root.text)
    for name, text in root.attributes.items():
        if name in _ATTRIBUTES and not is_address(text):
            yield _build_fault(root, name, text)
    for each in root.elements:
        yield from check_addresses(each)


def _build_fault(element: LocatedElement, name: str, text: str) -> Fault:
    return Fault(element.line, f"{name} {quote_text(text.strip())} is not a valid address (anyURI)")


def is_address(text: str) -> bool:
    """Return whether the text, without the white space around it, is an anyURI."""
    rest = _ESCAPED.sub("%20", " ".join(text.split()))
    has_scheme = re.match(r"[^/?#]*:", rest) is not None
    if has_scheme:
        scheme = _SCHEME.match(rest)
        if scheme is None:
            return False
        rest = rest[scheme.end() :]
    authority = _AUTHORITY.match(rest)
    if authority is not None:
        rest = rest[authority.end() :]
        if not (_is_authority(authority[1]) if authority[1] else rest):
            return False
    elif has_scheme and not rest.startswith("/"):
        return _OPAQUE_REST.fullmatch(rest) is not None
    return _REST.fullmatch(rest) is not None


def _is_authority(authority: str) -> bool:
    """Return whether this names a server, by a name of any form or by an address in brackets."""
    if _PLAIN_AUTHORITY.fullmatch(authority):
        return True
    found = _HOST_IN_BRACKETS.fullmatch(authority)
    if found is None or int(found[2] or 0) > _MAX_PORT:
        return False
    try:
        IPv6Address(found[1])
    except AddressValueError:
        return False
    return True
