"""The Authorization header of Signature Version 4.

The messages of errors begin with AWS's words, which people find when they search for them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from adapter.auth.sigv4.errors import build_incomplete, build_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import HttpRequest

SERVICE = "mturk-requester"

_ALGORITHM = "AWS4-HMAC-SHA256"
_PARTS = ("Credential", "Signature", "SignedHeaders")
_TERM = "aws4_request"
_SCOPE = re.compile(r"([^/]+(?:/[^/]+)*)/([^/]*)/([^/]*)/([^/]*)/aws4_request")
_NAMED = re.compile(r"Credential=([^/,\s]+)")
_PRESIGNED = frozenset({"x-amz-algorithm", "x-amz-credential", "x-amz-signature"})


@dataclass(frozen=True, slots=True)
class Signature4:
    """A parsed Authorization header.

    Attributes:
        access_key_id, date, region, service: the parts of the credential; date is YYYYMMDD.
        headers: the names in SignedHeaders, in lower case.
        signature: the signature as sent, in hexadecimal digits.
    """

    access_key_id: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str = field(repr=False)


def find_access_key(http: HttpRequest) -> str | None:
    """Return the access key in the header, even if the rest is malformed; None without one."""
    found = _NAMED.search(http.headers.get("authorization", ""))
    return found[1] if found else None


def check_not_presigned(http: HttpRequest) -> None:
    """Raise an AuthenticationError if the signature is in the query string."""
    names = {name.lower() for name, _ in parse_qsl(http.query.decode("latin-1"))}
    if names & _PRESIGNED:
        raise build_incomplete(
            "The signature came in the query string. Send it in the Authorization header: calls "
            "of this service cannot be signed beforehand."
        )


def read(http: HttpRequest) -> Signature4:
    """Return the parsed Authorization header; raise an AuthenticationError if it is malformed."""
    header = http.headers.get("authorization", "").strip()
    if not header:
        raise build_refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
    algorithm, _, rest = header.partition(" ")
    if algorithm != _ALGORITHM:
        raise build_incomplete(
            f"Authorization has to begin with {_ALGORITHM}: sign the call with Signature Version 4."
        )
    parts = _read_parts(rest)
    scope = _SCOPE.fullmatch(parts["Credential"])
    if scope is None:
        raise build_incomplete(
            "Credential must have exactly 5 slash-delimited elements, such as "
            f"KEY/20180601/us-east-1/{SERVICE}/{_TERM}."
        )
    names = tuple(name.strip().lower() for name in parts["SignedHeaders"].split(";"))
    return Signature4(scope[1], scope[2], scope[3], scope[4], names, parts["Signature"])


def hash_body(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal digits, which the signature covers."""
    return hashlib.sha256(body).hexdigest()


def _read_parts(text: str) -> Mapping[str, str]:
    """Return Credential, SignedHeaders and Signature by name; raise unless each is there once."""
    pairs = [part.strip().partition("=") for part in text.split(",")]
    found = {name: value for name, _, value in pairs if value}
    missing = [name for name in _PARTS if name not in found]
    if missing or len(pairs) != len(_PARTS):
        missed = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        raise build_incomplete(
            missed or f"Authorization header requires {', '.join(_PARTS)}, each once."
        )
    return MappingProxyType(found)
