"""The address to listen on, as it is written."""

from __future__ import annotations

import ipaddress
import re

FREE = "`--bind 127.0.0.1:0` takes any free port"
_FORM = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s\[\]:*/]+)):(?P<port>[0-9]{1,5})")


def split_bind(text: str) -> tuple[str, int]:
    """The host without brackets, and the port.

    Raises:
        ValueError: it is something else.
    """
    form = _FORM.fullmatch(text)
    if not form or int(form["port"]) > 65535:
        raise ValueError(
            "expected HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or 0.0.0.0:8080 for every "
            f"address of this machine; {FREE}"
        )
    return form["six"] or form["host"], int(form["port"])


def is_loopback(bind: str) -> bool:
    """Whether only this machine can reach it."""
    host, _ = split_bind(bind)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
