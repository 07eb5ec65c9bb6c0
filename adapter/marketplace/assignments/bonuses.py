"""Bonuses: paid at once, with their fee, beside the reward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, insert, select

from adapter.marketplace.accounts.accounts import cents, dollars, within
from adapter.marketplace.accounts.money import MOST_CENTS, fee, pay
from adapter.marketplace.assignments import state as assignment_state
from adapter.marketplace.assignments.operations import HANDED_IN
from adapter.marketplace.errors import INVALID, ParameterValidationError, invalid_value, wrong_state
from adapter.marketplace.hits.state import no_hit
from adapter.marketplace.limits import required
from adapter.marketplace.storage.idempotency import once
from adapter.marketplace.storage.paging import Listing
from adapter.marketplace.storage.tables import bonus_payments, hits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.transaction import Params, Result, Turn

_PAY = insert(bonus_payments)
_ITEM = select(
    bonus_payments.c.worker_id.label("WorkerId"),
    bonus_payments.c.amount.label("BonusAmount"),
    bonus_payments.c.assignment_id.label("AssignmentId"),
    bonus_payments.c.reason.label("Reason"),
    bonus_payments.c.granted.label("GrantTime"),
)
_OWN_HIT = select(hits.c.id).where(
    hits.c.id == bindparam("hit_id"), hits.c.account == bindparam("account")
)


def send_bonus(turn: Turn, params: Params) -> Result:
    """Pay a worker who handed in the assignment, whatever was decided of it."""
    once(turn, "SendBonus", params.get("UniqueRequestToken"))
    assignment = assignment_state.find(turn, params["AssignmentId"], disposed=True)
    if assignment.worker_id != params["WorkerId"]:
        raise invalid_value("WorkerId", params["WorkerId"])
    if assignment.status not in HANDED_IN:
        raise wrong_state("Assignment", *HANDED_IN)
    required(params, "Reason")
    amount = _amount(params["BonusAmount"])
    pay(turn, amount + fee(amount))
    turn.connection.execute(
        _PAY,
        {
            "account": turn.account,
            "hit_id": assignment.hit_id,
            "assignment_id": assignment.id,
            "worker_id": assignment.worker_id,
            "amount": dollars(amount),
            "reason": params["Reason"],
            "granted": turn.now,
        },
    )
    return {}


def _paid(turn: Turn, params: Params) -> ColumnElement[bool]:
    """Return the condition of the bonuses of a HIT, or of one assignment."""
    if ("HITId" in params) == ("AssignmentId" in params):
        reason = "Exactly one of the parameters HITId and AssignmentId is required."
        raise ParameterValidationError(INVALID, reason)
    if "AssignmentId" in params:
        found = assignment_state.find(turn, params["AssignmentId"], disposed=True)
        return and_(bonus_payments.c.assignment_id == found.id)
    key = {"hit_id": params["HITId"], "account": turn.account}
    if turn.connection.execute(_OWN_HIT, key).first() is None:
        raise no_hit(params["HITId"])
    return and_(bonus_payments.c.hit_id == params["HITId"])


BONUSES = Listing(
    "BonusPayments",
    _ITEM,
    bonus_payments.c.serial,
    _paid,
    sort={"GrantTime": bonus_payments.c.granted},
)


def _amount(written: str) -> int:
    if not within(written, MOST_CENTS) or not cents(written):
        raise invalid_value("BonusAmount", written)
    return cents(written)
