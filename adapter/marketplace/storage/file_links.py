"""Links to uploaded files, which end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeSerializer

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Signs and verifies links.

    Attributes:
        url: the origin of the pages at which files are fetched.
        key: the key that signs.
    """

    url: str
    key: bytes

    def build(self, upload_id: str, expires: datetime) -> str:
        """Return a link to the file, which is valid until then."""
        token = self._serializer.dumps([upload_id, int(expires.timestamp())])
        text = token.decode() if isinstance(token, bytes) else token
        return f"{self.url}/files/{text}"

    def read(self, token: str, now: datetime) -> str | None:
        """Return the UploadedFileKey; None if the link is not ours, or has ended."""
        try:
            upload_id, expires = self._serializer.loads(token)
        except BadData:
            return None
        return str(upload_id) if now.timestamp() <= expires else None

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, "files")
