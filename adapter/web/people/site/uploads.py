"""Keep the files of a form, before its answers are checked: they would have to be chosen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from adapter.marketplace import RefusedCallError
from adapter.marketplace.uploads import UploadedFile
from adapter.web.people.forms import describe_size
from adapter.web.people.services import get_services, get_worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapter.web.people.forms import Field


def keep_files(assignment_id: str, fields: Iterable[Field]) -> Mapping[str, str]:
    """Keep the request's files; return by the field's id why one was not kept."""
    limit, refused = get_services().upload_bytes, {}
    for field in fields:
        file = request.files.get(field.id)
        if file is None or not file.filename:
            continue
        content = file.stream.read(limit + 1)
        if len(content) > limit:
            refused[field.id] = f"Choose a file of at most {describe_size(limit)}"
            continue
        try:
            uploaded = UploadedFile(file.filename, content)
            get_worker().save_upload(assignment_id, field.question.identifier, uploaded)
        except RefusedCallError as error:
            refused[field.id] = error.message
    return refused
