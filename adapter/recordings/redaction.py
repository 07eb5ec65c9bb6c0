"""Takes every secret out of an exchange before anything of it is written.

A secret goes twice: where its name says so, and wherever its text turns up again. Names, order
and encoding around it stay, so the request still reads as a call with a key and a signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from adapter.model import Account, ModernCall
from adapter.recordings.case import Failure
from adapter.recordings.secret_places import REDACTED, blank_form, blank_headers, blank_xml, plain

if TYPE_CHECKING:
    from adapter.model import HttpRequest
    from adapter.recordings.case import Exchange, RecordedCall

# Amazon's keys have 16 characters or more. What is shorter than this is a word, such as `demo`:
# no secret, and to take it out of every text would leave the case without sense.
_SHORTEST = 6
# Long-lived and temporary access keys, by IAM's table of unique identifiers.
_AMAZON_KEY = r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
# How a body can be XML with more than one byte a letter: its first two bytes.
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def redact(exchange: Exchange) -> Exchange:
    """The same exchange without secrets; its account is one that has none."""
    request, found = _blanked(exchange.request)
    texts = _Texts(_pattern(found | _account_secrets(exchange.account)))
    return replace(
        exchange,
        parameters=tuple((name, texts.text(value)) for name, value in exchange.parameters),
        account=Account(REDACTED),
        request=texts.request(request),
        calls=tuple(texts.call(each) for each in exchange.calls),
        response=replace(exchange.response, body=texts.content(exchange.response.body)),
    )


def _blanked(request: HttpRequest) -> tuple[HttpRequest, set[str]]:
    """The request with whatever stands under a secret's name blanked, and what stood there."""
    headers, in_headers = blank_headers(request.headers)
    query, in_query = blank_form(request.query)
    body, in_body = _blanked_body(request.body)
    blanked = replace(request, headers=headers, query=query, body=body)
    return blanked, in_headers | in_query | in_body


def _blanked_body(body: bytes) -> tuple[bytes, set[str]]:
    if _is_form(body):
        return blank_form(body)
    text, found = blank_xml(_decoded(body))
    return _encoded(text, body), found


def _account_secrets(account: Account) -> set[str]:
    found = {account.access_key_id, account.secret}
    if account.keys is not None:
        found |= {account.keys.access_key_id, account.keys.secret_access_key}
    return {text for text in found if text is not None}


def _pattern(secrets: Iterable[str]) -> re.Pattern[str]:
    """Any of the secrets, as it is or as a query or a document spells it; the longest first."""
    spelled = {
        spelling
        for secret in secrets
        if len(secret) >= _SHORTEST
        for spelling in (secret, escape(secret, quote=False), escape(secret), *_in_query(secret))
    }
    ordered = sorted(spelled, key=lambda text: (-len(text), text))
    return re.compile("|".join([*map(re.escape, ordered), _AMAZON_KEY]))


def _in_query(secret: str) -> tuple[str, str, str]:
    raw = secret.encode(errors="surrogateescape")
    return quote(raw), quote(raw, safe=""), quote_plus(raw)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Replaces what the pattern finds, in every kind of value."""

    pattern: re.Pattern[str]

    def text(self, text: str) -> str:
        return self.pattern.sub(REDACTED, text)

    def content(self, content: bytes) -> bytes:
        return _encoded(self.text(_decoded(content)), content)

    def form(self, form: bytes) -> bytes:
        pieces = [piece.partition(b"=") for piece in form.split(b"&")]
        clean = [self._part(name) + equals + self._part(text) for name, equals, text in pieces]
        # Once more as a whole: what stands there raw may be something else when decoded.
        return self.content(b"&".join(clean))

    def _part(self, raw: bytes) -> bytes:
        decoded = plain(raw)
        clean = self.text(decoded)
        changed = quote_plus(clean.encode(errors="surrogateescape")).encode()
        return raw if clean == decoded else changed

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value

    def call(self, made: RecordedCall) -> RecordedCall:
        answer = made.answer
        clean = (
            replace(answer, text=self.text(answer.text))
            if isinstance(answer, Failure)
            else self.value(answer)
        )
        call = ModernCall(made.call.operation, self.value(made.call.params))
        return replace(made, call=call, answer=clean)

    def request(self, request: HttpRequest) -> HttpRequest:
        body = self.form if _is_form(request.body) else self.content
        return replace(
            request,
            host=self.text(request.host.rpartition("@")[2]),
            path=self.text(request.path),
            query=self.form(request.query),
            headers={name: self.text(value) for name, value in request.headers.items()},
            body=body(request.body),
        )


def _is_form(body: bytes) -> bool:
    start = _decoded(body[:64]).lstrip("\ufeff \t\r\n")
    return not start.startswith(("<", "{", "["))


def _decoded(content: bytes) -> str:
    codec = _WIDE.get(content[:2])
    return content.decode(codec, "replace") if codec else content.decode(errors="surrogateescape")


def _encoded(text: str, like: bytes) -> bytes:
    codec = _WIDE.get(like[:2])
    return text.encode(codec, "replace") if codec else text.encode(errors="surrogateescape")
