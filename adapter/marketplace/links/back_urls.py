"""The ways back to a recruiting platform: check their addresses, and fill them in.

Only a requester writes them. What a participant sent stands in them percent-encoded, and never in
the host, so that no request can choose where a person is led to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from adapter.settings.fields import is_loopback_host

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CODE, ID = "code", "id"
"""The placeholders that are no kept parameters."""

_MAX_LENGTH = 2000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Printable ASCII. Browsers read a backslash as a slash, and drop line ends.
_PLAIN = re.compile(r"[!-\[\]-~]+")


def find_problem(template: str, names: Collection[str]) -> str | None:
    """Return what is wrong with a way back, in a sentence; None if nothing is.

    Args:
        template: the address with placeholders.
        names: what placeholders may be called.
    """
    if len(template) > _MAX_LENGTH or not _PLAIN.fullmatch(template):
        return f"Use at most {_MAX_LENGTH} plain characters, without spaces."
    found = _PLACEHOLDER.findall(template)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", template)):
        return "Close each brace: a placeholder is a name in braces, such as {id}."
    unknown = [each for each in found if each not in names]
    if unknown:
        known = ", ".join(f"{{{each}}}" for each in names)
        return f"There is nothing called {{{unknown[0]}}} here. Use {known}."
    return _find_address_problem(template)


def _find_address_problem(template: str) -> str | None:
    try:
        parts = urlsplit(template)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "This is no address: its host or its port cannot be read."
    if parts.scheme not in ("http", "https") or not host:
        return "Begin with https:// and a host, such as https://app.prolific.com/…"
    if "{" in parts.netloc or "@" in parts.netloc:
        return "Write the host as it is: placeholders and @ may stand behind it only."
    if parts.scheme == "http" and not is_loopback_host(host):
        return "Begin with https://. An address with http:// may be one of this machine only."
    return None


def fill_in(template: str, values: Mapping[str, str]) -> str:
    """Return the address, with each value percent-encoded; what has no value is empty."""
    return _PLACEHOLDER.sub(lambda found: quote(values.get(found[1], ""), safe=""), template)


def has_placeholder(template: str, name: str) -> bool:
    """Return whether the address has this placeholder."""
    return name in _PLACEHOLDER.findall(template)
