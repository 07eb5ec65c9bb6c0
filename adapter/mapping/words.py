"""The base types of the mapping vocabulary."""

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
    """The base of the vocabulary's models: frozen; unknown fields and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)
