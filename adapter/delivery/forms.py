"""The REST and SOAP forms of notifications of version 2006-05-05, signed by the requester's secret.

Source: Amazon's pages "Elements of a Notification Message", "The REST Transport" and "The SOAP
Transport" (2006-08-23 and 2008-04-01), and `NotificationMessage` in boto 2.49.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from adapter.auth.legacy.signature import sign
from adapter.xml.element import Element
from adapter.xml.write import write_inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from adapter.marketplace.notifications.events import Event

VERSION = "2006-05-05"
_SERVICE, _OPERATION = "AWSMechanicalTurkRequesterNotification", "Notify"
_NAMESPACE = f"http://requester.mturk.amazonaws.com/doc/{VERSION}"
_WRAPPERS = ("soapenv:Envelope", "soapenv:Body")
_PREFIXES = {"soapenv": "http://schemas.xmlsoap.org/soap/envelope/"}
SOAP_HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '"http://soap.amazon.com"',
}

Pairs = tuple[tuple[str, str], ...]


def build_rest_url(destination: str, events: Sequence[Event], secret: str, now: datetime) -> str:
    """Return the address of the GET request: the destination's, with the message in its query."""
    parts = urlsplit(destination)
    pairs = [("method", _OPERATION), *_sign(secret, now)]
    for number, event in enumerate(events, 1):
        pairs += [(f"Event.{number}.{name}", text) for name, text in _list_members(event)]
    query = "&".join(filter(None, (parts.query, urlencode(pairs))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def write_soap_message(events: Sequence[Event], secret: str, now: datetime) -> bytes:
    """Return the body of the POST request."""
    signed = (Element(name, text) for name, text in _sign(secret, now))
    listed = (Element("Event", _build_elements(event)) for event in events)
    message = Element(_OPERATION, (*signed, *listed))
    body, _ = write_inside(_WRAPPERS, _PREFIXES, (message,), _NAMESPACE)
    return body


def _build_elements(event: Event) -> tuple[Element, ...]:
    return tuple(Element(name, text) for name, text in _list_members(event))


def _sign(secret: str, now: datetime) -> Pairs:
    timestamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    signature = sign(secret, f"{_SERVICE}{_OPERATION}{timestamp}")
    return (("Signature", signature), ("Timestamp", timestamp), ("Version", VERSION))


def _list_members(event: Event) -> Iterator[tuple[str, str]]:
    yield "EventType", event.name
    yield "EventTime", event.time
    yield from event.ids.items()
