"""One page of a list: the rows behind a position, which stays right while the list changes.

A position is a row's serial number. Rows are handed out in the order they were made, so what is
added during a walk comes at its end, and what is taken away moves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Column, Select

    from adapter.marketplace.transaction import Params, Result, Turn

# Not documented; what the legacy service did.
DEFAULT_RESULTS = 10
SERIAL = "_serial"


def paged(statement: Select[Any], serial: Column[int]) -> Select[Any]:
    """The statement as `page` executes it; make it once, as SQLAlchemy takes long to.

    Args:
        statement: selects members of an item, labelled with their names; conditions that depend on
            the call are bound parameters.
        serial: the column that counts the rows.
    """
    return (
        statement.add_columns(serial.label(SERIAL))
        .where(serial > bindparam("after"))
        .order_by(serial)
        .limit(bindparam("at_most"))
    )


def page(
    turn: Turn, params: Params, statement: Select[Any], values: Mapping[str, Any], member: str
) -> Result:
    """A list operation's answer: NumResults, the list, and a NextToken if there is more.

    Args:
        turn: the call.
        params: of a list operation.
        statement: made by `paged`.
        values: of the statement's bound parameters.
        member: the name of the list.
    """
    size = params.get("MaxResults", DEFAULT_RESULTS)
    token = params.get("NextToken")
    after = turn.tokens.read(token) if token is not None else 0
    rows = turn.connection.execute(statement, {**values, "after": after, "at_most": size + 1})
    names = tuple(rows.keys())[:-1]
    found = rows.all()
    items = members(names, found[:size])
    answer = {"NumResults": len(items), member: items}
    if len(found) > size:
        answer["NextToken"] = turn.tokens.make(found[size - 1][-1])
    return answer


def members(names: Sequence[str], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Each row as an item, without the members that are not there."""
    return [
        {name: value for name, value in zip(names, row, strict=False) if value is not None}
        for row in rows
    ]
