"""Record payouts: payments to people, each once, and none of more than is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, exists, insert, literal, select

from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.errors import INVALID, DoesNotExistError, RequestError
from adapter.marketplace.payouts.owed import find_creditors
from adapter.marketplace.payouts.payments import UNDO, Payment
from adapter.marketplace.storage.database import MAX_SERIAL
from adapter.marketplace.storage.tables import payouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Select

    from adapter.marketplace.storage.transaction import Transaction

_UNDOING = payouts.alias()


@dataclass(frozen=True, slots=True)
class Payout:
    """A payment that was recorded.

    Attributes:
        serial: its number.
        cents: negative, if it undoes another one.
        undone: whether another one undoes it.
    """

    serial: int
    worker_id: str
    cents: int
    reference: str
    note: str | None
    made: datetime
    undone: bool

    @property
    def can_be_undone(self) -> bool:
        """Return whether `undo_payout` takes it."""
        return not self.undone and not self.reference.startswith(UNDO)


@dataclass(frozen=True, slots=True)
class PayoutPlan:
    """What payments would record.

    Attributes:
        new: the payments to record.
        recorded: the payments that are recorded already.
        cents: the sum of the new ones.
        problems: why nothing can be recorded, each with its line.
    """

    new: Sequence[Payment]
    recorded: Sequence[Payment]
    cents: int
    problems: Sequence[str]


def plan_payouts(transaction: Transaction, payments: Sequence[Payment]) -> PayoutPlan:
    """Return what the payments would record.

    Args:
        transaction: of the account, after due changes were applied.
        payments: each with another worker and reference.
    """
    known = _read_references(transaction)
    new = [each for each in payments if (each.worker_id, each.reference) not in known]
    owed = {
        worker_id: each.debt.owed_cents for worker_id, each in find_creditors(transaction).items()
    }
    problems = []
    for each in new:
        rest = owed.get(each.worker_id, 0)
        if each.cents > rest:
            problems.append(f"line {each.line}: {_explain_excess(each, rest)}")
        owed[each.worker_id] = rest - each.cents
    return PayoutPlan(
        new=new,
        recorded=[each for each in payments if (each.worker_id, each.reference) in known],
        cents=sum(each.cents for each in new),
        problems=problems,
    )


def _explain_excess(payment: Payment, rest: int) -> str:
    paid, owed = format_dollars(payment.cents), format_dollars(max(rest, 0))
    return f"${paid} to {payment.worker_id} is more than the ${owed} that is owed"


def _read_references(transaction: Transaction) -> frozenset[tuple[str, str]]:
    own = payouts.c.account == transaction.account
    rows = transaction.execute(select(payouts.c.worker_id, payouts.c.reference).where(own))
    return frozenset((row.worker_id, row.reference) for row in rows)


def record_payouts(
    transaction: Transaction, payments: Sequence[Payment], note: str | None = None
) -> PayoutPlan:
    """Record the payments that are not recorded yet, all of them or none; return which.

    Args:
        transaction: a write transaction of the account, which nobody else can pay from meanwhile.
        payments: each with another worker and reference.
        note: kept with each payment.

    Raises:
        RequestError: more is paid than is owed.
    """
    plan = plan_payouts(transaction, payments)
    if plan.problems:
        raise RequestError(INVALID, plan.problems[0])
    if plan.new:
        rows = [_build_row(transaction, each, note) for each in plan.new]
        transaction.execute(insert(payouts), rows)
    return plan


def _build_row(
    transaction: Transaction, payment: Payment, note: str | None
) -> Mapping[str, object]:
    return {
        "account": transaction.account,
        "worker_id": payment.worker_id,
        "cents": payment.cents,
        "reference": payment.reference,
        "note": note,
        "made": transaction.now,
    }


def list_payouts(
    transaction: Transaction, offset: int = 0, limit: int | None = None
) -> Sequence[Payout]:
    """Return the payouts of the account, the latest first.

    Args:
        transaction: of the account.
        offset: how many to leave out.
        limit: the maximum number; None: all.
    """
    newest = _select(transaction).order_by(payouts.c.serial.desc())
    return [Payout(*row) for row in transaction.execute(newest.offset(offset).limit(limit))]


def undo_payout(transaction: Transaction, serial: int) -> None:
    """Record that a payout did not happen, by another one of the negative amount.

    Args:
        transaction: a write transaction of the account.
        serial: the payout's number.

    Raises:
        DoesNotExistError: the account has no such payout.
        RequestError: it is undone already, or undoes another one.
    """
    own = _select(transaction).where(payouts.c.serial == serial)
    row = transaction.execute(own).one_or_none() if serial <= MAX_SERIAL else None
    if row is None:
        raise DoesNotExistError("Payout", str(serial))
    payout = Payout(*row)
    if not payout.can_be_undone:
        raise RequestError(INVALID, "This payout is undone already, or undoes another one.")
    reverse = Payment(0, payout.worker_id, -payout.cents, f"{UNDO}{serial}")
    note = f"Undoes {payout.reference}"
    transaction.execute(insert(payouts), _build_row(transaction, reverse, note))


def _select(transaction: Transaction) -> Select[Any]:
    """Return the statement whose rows are the attributes of a `Payout`."""
    undone = exists().where(
        _UNDOING.c.account == payouts.c.account,
        _UNDOING.c.worker_id == payouts.c.worker_id,
        _UNDOING.c.reference == literal(UNDO) + cast(payouts.c.serial, String),
    )
    return select(
        payouts.c.serial,
        payouts.c.worker_id,
        payouts.c.cents,
        payouts.c.reference,
        payouts.c.note,
        payouts.c.made,
        undone,
    ).where(payouts.c.account == transaction.account)
