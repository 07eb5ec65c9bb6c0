"""Bonuses, which are paid at once, with a fee, in addition to the reward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, insert

from adapter.marketplace.accounts.balance import (
    MAX_CENTS,
    compute_fee,
    format_dollars,
    is_at_most,
    parse_cents,
    pay,
)
from adapter.marketplace.assignments.operations import SUBMITTED_STATUSES
from adapter.marketplace.assignments.state import find_assignment
from adapter.marketplace.errors import (
    INVALID,
    InvalidValueError,
    ParameterValidationError,
    WrongStateError,
)
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.storage.idempotency import BONUS, claim_token
from adapter.marketplace.storage.paging import Listing, label_columns
from adapter.marketplace.storage.tables import bonus_payments
from adapter.marketplace.validation import check_not_empty

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from adapter.marketplace.storage.transaction import Params, Result, Transaction

BONUS_ITEMS = label_columns(
    bonus_payments,
    {
        "WorkerId": "worker_id",
        "BonusAmount": "amount",
        "AssignmentId": "assignment_id",
        "Reason": "reason",
        "GrantTime": "granted",
    },
)
"""Selects bonuses in the API's form."""


def send_bonus(transaction: Transaction, params: Params) -> Result:
    """Pay a bonus for a submitted assignment, whether it was approved, rejected or neither."""
    claim_token(transaction, BONUS, params.get("UniqueRequestToken"))
    assignment = find_assignment(transaction, params["AssignmentId"], disposed=True)
    if assignment.worker_id != params["WorkerId"]:
        raise InvalidValueError("WorkerId", params["WorkerId"])
    if assignment.status not in SUBMITTED_STATUSES:
        raise WrongStateError("Assignment", *SUBMITTED_STATUSES)
    check_not_empty(params, "Reason")
    amount = _parse_amount(params["BonusAmount"])
    pay(transaction, amount + compute_fee(amount))
    row = {
        "account": transaction.account,
        "hit_id": assignment.hit_id,
        "assignment_id": assignment.id,
        "worker_id": assignment.worker_id,
        "amount": format_dollars(amount),
        "reason": params["Reason"],
        "granted": transaction.now,
    }
    transaction.execute(insert(bonus_payments), row)
    return {}


def _match_paid(transaction: Transaction, params: Params) -> ColumnElement[bool]:
    """Return the condition of the bonuses of a HIT, or of one assignment."""
    if ("HITId" in params) == ("AssignmentId" in params):
        reason = "Exactly one of the parameters HITId and AssignmentId is required."
        raise ParameterValidationError(INVALID, reason)
    if "AssignmentId" in params:
        found = find_assignment(transaction, params["AssignmentId"], disposed=True)
        return and_(bonus_payments.c.assignment_id == found.id)
    read_hit(transaction, params["HITId"])
    return and_(bonus_payments.c.hit_id == params["HITId"])


BONUSES = Listing(
    "BonusPayments",
    BONUS_ITEMS,
    bonus_payments.c.serial,
    _match_paid,
    sort={"GrantTime": bonus_payments.c.granted},
)


def _parse_amount(amount: str) -> int:
    if not is_at_most(amount, MAX_CENTS) or not parse_cents(amount):
        raise InvalidValueError("BonusAmount", amount)
    return parse_cents(amount)
