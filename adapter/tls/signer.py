"""Sign messages with the key of a certificate that their receivers can fetch."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from adapter.tls.authority import ensure_leaf_file
from adapter.tls.certificates import encode_certificate, read_key_pair

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.tls.authority import Authority


class MessageSigner:
    """Signs as SNS does with SignatureVersion 1: RSA over SHA-1.

    Args:
        authority: signs the certificate.
        now: the time now.

    Raises:
        StartError: the certificate can neither be used nor written.
    """

    def __init__(self, authority: Authority, now: datetime) -> None:
        pair = read_key_pair(ensure_leaf_file(authority, None, now).read_bytes())
        self._key = pair.key
        self.certificate = encode_certificate(pair.certificate)

    def sign(self, text: str) -> str:
        """Return the signature in Base64."""
        # SHA-1 is what receivers of this SignatureVersion verify.
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
        return b64encode(signature).decode()
