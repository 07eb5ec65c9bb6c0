"""NotificationSpecification: which events are sent, how and where to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapter.marketplace.errors import PREFIX, InvalidValueError, RequestError
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

REST, SOAP, EMAIL, SQS, SNS = "REST", "SOAP", "Email", "SQS", "SNS"

_VERSION = "2006-05-05"
_PATTERNS = {
    EMAIL: re.compile(r"[^@\s]+@[^@\s]+"),
    # A queue of ours, or of any other service, is at whatever address serves it.
    SQS: re.compile(r"https?://[\w.:\[\]-]+/\d{12}/[\w-]{1,80}(\.fifo)?"),
    SNS: re.compile(r"arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?"),
}


def check_specification(specification: Mapping[str, Any]) -> None:
    """Raise an error if nothing can be sent by this specification."""
    if specification["Version"] != _VERSION:
        raise InvalidValueError("Notification.Version", specification["Version"])
    if not specification["EventTypes"]:
        raise InvalidValueError("Notification.EventTypes", "")
    transport, destination = specification["Transport"], specification["Destination"]
    pattern = _PATTERNS.get(transport)
    if not (pattern.fullmatch(destination) if pattern else _is_web_address(destination)):
        raise RequestError(
            f"{PREFIX}InvalidTransportEndpoint",
            f"The notification could not be delivered to {shorten(destination)}.",
        )


def _is_web_address(destination: str) -> bool:
    try:
        parts = urlsplit(destination)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
