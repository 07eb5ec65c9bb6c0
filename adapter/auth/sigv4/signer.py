"""The expected signature of a request, computed by botocore's signer.

Only the signer's text functions are used. It normally signs requests before they are sent, and so
trusts their headers, such as a digest of the body; a received request is not trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from adapter.auth.sigv4.header import hash_body

if TYPE_CHECKING:
    from adapter.auth.sigv4.header import Signature4
    from adapter.model import HttpRequest


@dataclass(frozen=True, slots=True)
class ExpectedSignature:
    """The signature that a request must have, with the two texts that it is computed from."""

    canonical_request: str
    string_to_sign: str
    signature: str = field(repr=False)


def sign(http: HttpRequest, signed: Signature4, timestamp: str, secret: str) -> ExpectedSignature:
    """Return the signature of a received request, computed with this secret.

    The digest of the body is computed here; a header that contains one is ignored.

    Args:
        http: a request for the root, the only path of the API.
        signed: the parsed Authorization header.
        timestamp: in basic ISO 8601 form.
        secret: of the access key.
    """
    credentials = Credentials(signed.access_key_id, secret)
    signer = SigV4Auth(credentials, signed.service, signed.region)
    query = http.query.decode("latin-1")
    request = AWSRequest(http.method, f"http://localhost/?{query}")
    request.context["timestamp"] = timestamp
    headers = _select_headers(http, signed)
    canonical = "\n".join(
        (
            http.method,
            "/",
            signer.canonical_query_string(request),
            signer.canonical_headers(headers) + "\n",
            signer.signed_headers(headers),
            hash_body(http.body),
        )
    )
    text = signer.string_to_sign(request, canonical)
    return ExpectedSignature(canonical, text, signer.signature(text, request))


def _select_headers(http: HttpRequest, signed: Signature4) -> Message:
    """Return the headers to sign; one that the request lacks is empty, so no signature fits."""
    # The host of an absolute request target takes precedence over the Host header.
    received = {**http.headers, "host": http.host}
    headers = Message()
    for name in dict.fromkeys(signed.headers):
        headers[name] = received.get(name, "")
    return headers
