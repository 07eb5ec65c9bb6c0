"""Where in a document something is wrong: `$.calls[1]: unknown field wehn`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic_core import ErrorDetails


def placed(error: ErrorDetails, left_out: Collection[int | str] = ()) -> str:
    """One thing that pydantic found wrong, with its path.

    Args:
        error: as pydantic tells it.
        left_out: steps that pydantic adds and the document does not have.
    """
    steps = [step for step in error["loc"] if step not in left_out]
    path = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in steps)
    if error["type"] == "extra_forbidden":
        parent, _, name = path.rpartition(".")
        return f"{parent}: unknown field {name}"
    return f"{path}: {error['msg'].removeprefix('Value error, ')}"
