"""Files that workers upload as answers."""

from __future__ import annotations

from adapter.marketplace.uploads.files import (
    UploadedFile,
    UploadMetadata,
    find_upload_id,
    list_uploads,
    read_upload,
    read_upload_starts,
    save_upload,
)

__all__ = [
    "UploadMetadata",
    "UploadedFile",
    "find_upload_id",
    "list_uploads",
    "read_upload",
    "read_upload_starts",
    "save_upload",
]
