"""What every part of the vocabulary is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_STEP = r"[A-Za-z][A-Za-z0-9_]*"
Name = Annotated[str, Field(pattern=rf"^{_STEP}$")]
Path = Annotated[str, Field(pattern=rf"^{_STEP}(\.{_STEP})+$")]
"""A value in the scope: `request.PageSize`, `listing.HITs`, `page.total`, `context.now`."""

Place = Annotated[str, Field(pattern=rf"^(\.|{_STEP}(\.{_STEP})*)$")]
"""A path, or in a shape the name of a member of the item; `.` is the item itself."""

Sentence = Annotated[str, Field(min_length=10)]


class Strict(BaseModel):
    """Frozen, nothing guessed: an unknown field or a wrong type is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)
