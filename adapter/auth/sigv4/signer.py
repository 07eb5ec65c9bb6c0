"""The expected signature of a request, computed by botocore's signer.

Only the signer's functions that build texts are used. botocore signs requests before they are
sent, and so trusts their headers, such as a digest of the body. A received request is not trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import quote

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
        http: the request.
        signed: the parsed Authorization header.
        timestamp: the time of the call in basic ISO 8601 form, such as 20180601T120000Z.
        secret: the secret of the access key.
    """
    credentials = Credentials(signed.access_key_id, secret)
    signer = SigV4Auth(credentials, signed.service, signed.region)
    query = http.query.decode("latin-1")
    request = AWSRequest(http.method, f"http://localhost/?{query}")
    request.context["timestamp"] = timestamp
    # The host of an absolute request target takes precedence over the Host header.
    received = {**http.headers, "host": http.host}
    headers = Message()
    for name in dict.fromkeys(signed.headers):
        # A signed header that the request lacks is empty, so that no signature matches.
        headers[name] = received.get(name, "")
    canonical = "\n".join(
        (
            http.method,
            quote(http.path, safe="/~"),
            signer.canonical_query_string(request),
            signer.canonical_headers(headers) + "\n",
            signer.signed_headers(headers),
            hash_body(http.body),
        )
    )
    text = signer.string_to_sign(request, canonical)
    return ExpectedSignature(canonical, text, signer.signature(text, request))
