"""Remove every secret from an exchange before it is written.

The values of names that mean secrets are removed, and then the same texts wherever they occur.
Names, order and encoding stay, so the request still looks like a call with a key and a signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from adapter import redaction
from adapter.model import Account
from adapter.recordings import Failure
from adapter.recordings.blank import blank_form, blank_headers, blank_xml, decode_form_text
from adapter.redaction import REDACTED, Finder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.model import HttpRequest
    from adapter.recordings import Exchange, RecordedCall

MAX_SECRETS = 50
# Long-lived and temporary access keys, by IAM's table of unique identifiers.
_AMAZON_KEY = re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")
# How a body can be XML with more than one byte a letter: its first two bytes.
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def redact(exchange: Exchange) -> Exchange:
    """Return the exchange without secrets, with an account that has none.

    Raises:
        ValueError: the request cannot be read, or has more secrets than can be removed.
    """
    request, found = _blank(exchange.request)
    texts = _Replacer(_build_finder(found | _list_account_secrets(exchange.account)))
    return replace(
        exchange,
        parameters=tuple((name, texts.text(value)) for name, value in exchange.parameters),
        account=Account(REDACTED),
        request=texts.request(request),
        calls=tuple(texts.call(each) for each in exchange.calls),
        response=replace(exchange.response, body=texts.content(exchange.response.body)),
    )


def _blank(request: HttpRequest) -> tuple[HttpRequest, set[str]]:
    """Return the request without the values of names that mean secrets, and those values."""
    headers, in_headers = blank_headers(request.headers)
    query, in_query = blank_form(request.query)
    if _is_form(request.body):
        body, in_body = blank_form(request.body)
    else:
        text, in_body = blank_xml(_decode(request.body))
        body = _encode(text, request.body)
    blanked = replace(request, headers=headers, query=query, body=body)
    return blanked, in_headers | in_query | in_body


def _list_account_secrets(account: Account) -> set[str]:
    found = {account.access_key_id, account.secret}
    if account.keys is not None:
        found |= {account.keys.access_key_id, account.keys.secret_access_key}
    return {text for text in found if text is not None}


def _build_finder(texts: Iterable[str]) -> Finder:
    """Return a finder of the secrets, plain or encoded for a query or a document."""
    secrets = redaction.select(texts)
    if redaction.exceeds_limits(secrets, MAX_SECRETS):
        raise ValueError(
            f"the request holds {len(secrets)} different secrets of {sum(map(len, secrets))} "
            f"characters; at most {MAX_SECRETS} of {redaction.MAX_SECRET_CHARACTERS} are redacted"
        )
    return Finder({spelling for secret in secrets for spelling in _list_spellings(secret)})


def _list_spellings(secret: str) -> tuple[str, ...]:
    raw = secret.encode(errors="surrogateescape")
    in_query = quote(raw), quote(raw, safe=""), quote_plus(raw)
    return secret, escape(secret, quote=False), escape(secret), *in_query


@dataclass(frozen=True, slots=True)
class _Replacer:
    """Replaces the secrets, and Amazon's keys, in every kind of value."""

    finder: Finder

    def text(self, text: str) -> str:
        secrets = redaction.join(self.finder.find(text))
        keys = [match.span() for match in _AMAZON_KEY.finditer(text)]
        spans = redaction.join(sorted([*secrets, *keys], key=itemgetter(1)))
        return redaction.replace(text, spans, REDACTED)

    def content(self, content: bytes) -> bytes:
        return _encode(self.text(_decode(content)), content)

    def form(self, form: bytes) -> bytes:
        pieces = [piece.partition(b"=") for piece in form.split(b"&")]
        clean = [
            self._replace_in_form_text(name) + equals + self._replace_in_form_text(text)
            for name, equals, text in pieces
        ]
        # And in the whole, since a secret may have been sent without encoding.
        return self.content(b"&".join(clean))

    def _replace_in_form_text(self, raw: bytes) -> bytes:
        decoded = decode_form_text(raw)
        clean = self.text(decoded)
        changed = quote_plus(clean.encode(errors="surrogateescape")).encode()
        return raw if clean == decoded else changed

    def call(self, recorded: RecordedCall) -> RecordedCall:
        answer = recorded.answer
        clean = (
            replace(answer, text=self.text(answer.text))
            if isinstance(answer, Failure)
            else redaction.map_texts(answer, self.text)
        )
        params = redaction.map_texts(recorded.call.params, self.text)
        return replace(recorded, call=replace(recorded.call, params=params), answer=clean)

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
    start = _decode(body[:64]).lstrip("\ufeff \t\r\n")
    return not start.startswith(("<", "{", "["))


def _decode(content: bytes) -> str:
    codec = _WIDE.get(content[:2])
    return content.decode(codec, "replace") if codec else content.decode(errors="surrogateescape")


def _encode(text: str, like: bytes) -> bytes:
    codec = _WIDE.get(like[:2])
    return text.encode(codec, "replace") if codec else text.encode(errors="surrogateescape")
