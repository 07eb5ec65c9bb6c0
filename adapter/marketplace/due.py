"""What happens by time alone: HITs expire, workers let their time pass, work is approved.

Nothing runs in the background. A call that looks at HITs or money first carries out, in its own
transaction and in order of time, what was due before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, exists, literal, or_, select, union_all

from adapter.marketplace.assignments import state as assignment_state
from adapter.marketplace.hits import state as hit_state
from adapter.marketplace.hits.changes import expire
from adapter.marketplace.storage.tables import Time, accounts, assignments, hits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapter.marketplace.transaction import Turn

_NOW = bindparam("now", type_=Time)
_HIT_DUE = (hits.c.account == bindparam("account")) & (hits.c.due <= _NOW)
_ASSIGNMENT_DUE = (assignments.c.account == bindparam("account")) & (assignments.c.due <= _NOW)
_ANY = select(or_(exists().where(_HIT_DUE), exists().where(_ASSIGNMENT_DUE)))
# Of one moment: first those who let their time pass, whose work the HIT's end then releases.
_ALL = union_all(
    select(hits.c.due, literal("Expired", String).label("kind"), hits.c.id, hits.c.serial).where(
        _HIT_DUE
    ),
    select(
        assignments.c.due,
        assignments.c.status.label("kind"),
        assignments.c.id,
        assignments.c.serial,
    ).where(_ASSIGNMENT_DUE),
).order_by("due", "kind", "serial")
_ACCOUNTS = (
    select(accounts.c.access_key_id)
    .where(
        or_(
            *(
                exists().where(each.c.account == accounts.c.access_key_id, each.c.due <= _NOW)
                for each in (hits, assignments)
            )
        )
    )
    .order_by(accounts.c.access_key_id)
)


def is_due(turn: Turn) -> bool:
    """Whether something of the account's is due that was not carried out."""
    values = {"account": turn.account, "now": turn.now}
    return bool(turn.connection.execute(_ANY, values).scalar())


def due_accounts(turn: Turn) -> list[str]:
    """The accounts, whoever calls, of which something is due."""
    return list(turn.connection.execute(_ACCOUNTS, {"now": turn.now}).scalars())


def settle(turn: Turn) -> None:
    """Carries out all that is due by now."""
    found = turn.connection.execute(_ALL, {"account": turn.account, "now": turn.now}).all()
    for due, kind, identifier, _ in found:
        _CARRY_OUT[kind](turn, identifier, due)


def _expire(turn: Turn, hit_id: str, when: datetime) -> None:
    expire(turn, hit_state.find(turn, hit_id), when)


def _abandon(turn: Turn, assignment_id: str, when: datetime) -> None:
    assignment_state.give_up(turn, assignment_state.find(turn, assignment_id), "Abandoned", when)


def _approve(turn: Turn, assignment_id: str, when: datetime) -> None:
    assignment_state.approve(turn, assignment_state.find(turn, assignment_id), when)


_CARRY_OUT: Mapping[str, Callable[[Turn, str, datetime], None]] = {
    "Accepted": _abandon,
    "Expired": _expire,
    "Submitted": _approve,
}
