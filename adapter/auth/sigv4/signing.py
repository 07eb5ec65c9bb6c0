"""The signature that a request should have: botocore's signer over the request as it was received.

Only what botocore does with names and texts is used; what it believes of a request that it is about
to send, such as a digest in a header, is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from adapter.auth.sigv4.header import digest

if TYPE_CHECKING:
    from adapter.auth.sigv4.header import Signature4
    from adapter.model import HttpRequest


@dataclass(frozen=True, slots=True)
class Signing:
    """How a signature comes about: the two texts, and what they give with a secret."""

    canonical_request: str
    string_to_sign: str
    signature: str = field(repr=False)


def sign(http: HttpRequest, signed: Signature4, timestamp: str, secret: str) -> Signing:
    """Return the signature of the request as it was received, with this secret.

    The digest of the body is made here, whatever a header says that it is.

    Args:
        http: a request for the root; that is the only path there is.
        signed: which headers count, and for whom.
        timestamp: in basic ISO 8601 form.
        secret: of the access key.
    """
    credentials = Credentials(signed.access_key_id, secret)
    signer = SigV4Auth(credentials, signed.service, signed.region)
    query = http.query.decode("latin-1")
    request = AWSRequest(http.method, f"http://localhost/?{query}")
    request.context["timestamp"] = timestamp
    headers = _signed_headers(http, signed)
    canonical = "\n".join(
        (
            http.method,
            "/",
            signer.canonical_query_string(request),
            signer.canonical_headers(headers) + "\n",
            signer.signed_headers(headers),
            digest(http.body),
        )
    )
    text = signer.string_to_sign(request, canonical)
    return Signing(canonical, text, signer.signature(text, request))


def _signed_headers(http: HttpRequest, signed: Signature4) -> Message:
    """Those headers as they came; one that did not come is empty, and so is signed in vain."""
    # A target that names a host goes before the Host header, here as everywhere.
    received = {**http.headers, "host": http.host}
    headers = Message()
    for name in dict.fromkeys(signed.headers):
        headers[name] = received.get(name, "")
    return headers
