"""The legacy signature: Base64 of an HMAC-SHA1 over one string, in either of two forms."""

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


def service_text(operation: str, timestamp: str) -> str:
    """Return what all programs but boto's sign; the timestamp is the text sent, fraction too."""
    return SERVICE + operation + timestamp


def v1_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what boto signs: every name and text, sorted by name in any case, joined.

    Source: boto/auth.py, QuerySignatureV1AuthHandler.
    """
    signed = sorted((pair for pair in pairs if pair[0] != "Signature"), key=_any_case)
    return "".join(name + text for name, text in signed)


def _any_case(pair: tuple[str, str]) -> str:
    return pair[0].lower()


def sign(secret: str, text: str) -> str:
    """Return the signature of text, as a program sends it before percent-encoding."""
    return b64encode(_digest(secret, text)).decode()


def matches(secret: str, claims: Claims) -> bool:
    """Return whether the signature sent is right for any of the claims' texts.

    A signature that is missing or is no Base64 is right for none, in the same time.
    """
    sent = _decoded(claims.signature)
    right = [hmac.compare_digest(_digest(secret, text), sent) for text in claims.texts]
    return any(right)


def is_digest(signature: str | None) -> bool:
    """Return whether this can be a signature at all: Base64 of as many bytes as SHA-1 gives."""
    return len(_decoded(signature)) == _DIGEST_BYTES


def _digest(secret: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), text.encode(), _DIGEST)


def _decoded(signature: str | None) -> bytes:
    try:
        return b64decode(signature or "", validate=True)
    except (binascii.Error, ValueError):
        return b""
