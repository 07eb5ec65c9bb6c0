"""The legacy signature: the Base64 text of the HMAC-SHA1 of one of two strings."""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.model import Claims

SERVICE = "AWSMechanicalTurkRequester"

_DIGEST = "sha1"
_DIGEST_BYTES = 20


def build_service_text(operation: str, timestamp: str) -> str:
    """Return the string to sign of every program except boto; the timestamp is as sent."""
    return SERVICE + operation + timestamp


def build_v1_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the string to sign of boto: each name and its text, sorted by lower-case name.

    Source: boto/auth.py, QuerySignatureV1AuthHandler.
    """
    signed = (pair for pair in pairs if pair[0] != "Signature")
    return "".join(name + text for name, text in sorted(signed, key=lambda pair: pair[0].lower()))


def sign(secret: str, text: str) -> str:
    """Return the signature of a text in Base64, before percent-encoding."""
    return b64encode(_compute_digest(secret, text)).decode()


def is_valid(secret: str, claims: Claims) -> bool:
    """Return whether the signature matches any of the claims' strings to sign.

    A missing or malformed signature matches none, and refusing it takes the same time.
    """
    sent = _decode(claims.signature)
    right = [
        hmac.compare_digest(_compute_digest(secret, text), sent) for text in claims.strings_to_sign
    ]
    return any(right)


def is_digest(signature: str | None) -> bool:
    """Return whether a text is Base64 of as many bytes as SHA-1 gives."""
    return len(_decode(signature)) == _DIGEST_BYTES


def _compute_digest(secret: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), text.encode(), _DIGEST)


def _decode(signature: str | None) -> bytes:
    try:
        return b64decode(signature or "", validate=True)
    except (binascii.Error, ValueError):
        return b""
