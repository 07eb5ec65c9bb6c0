"""HIT types: the properties that HITs share. Equal properties give the same type."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select

from adapter.marketplace.accounts.balance import MAX_CENTS, format_dollars, is_at_most, parse_cents
from adapter.marketplace.errors import DoesNotExistError, InvalidValueError
from adapter.marketplace.qualifications.requirements import NAME as REQUIREMENTS
from adapter.marketplace.qualifications.requirements import check_requirements
from adapter.marketplace.storage.tables import hit_type_requirements, hit_types
from adapter.marketplace.validation import check_length, check_not_empty, check_range

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import AnyRow, Params, Result, Transaction

YEAR_SECONDS = 31_536_000
SHORTEST_SECONDS = 30
MONTH_SECONDS = 2_592_000


def create_hit_type(transaction: Transaction, params: Params) -> Result:
    """Return the type with these properties, which is created if it is new."""
    return {"HITTypeId": find_or_create(transaction, params)}


def find_or_create(transaction: Transaction, params: Params) -> str:
    """Return the id of the type with these parameters of CreateHITType; create it if it is new."""
    row = build_row(params, check_requirements(transaction, params.get(REQUIREMENTS) or []))
    same = find_same(transaction, row)
    return same or insert_hit_type(transaction, row, transaction.generate_id())


def find_same(transaction: Transaction, row: dict[str, Any]) -> str | None:
    """Return the id of the account's type with these properties, or None."""
    own = select(hit_types.c.id).where(hit_types.c.account == transaction.account)
    same = own.where(hit_types.c.fingerprint == row["fingerprint"])
    found: str | None = transaction.execute(same.order_by(hit_types.c.serial).limit(1)).scalar()
    return found


def insert_hit_type(transaction: Transaction, row: dict[str, Any], type_id: str) -> str:
    """Insert a type, whose properties no other type of the account has, and return its id."""
    columns = {"id": type_id, "account": transaction.account, "notification_active": False}
    group = {"group_id": transaction.generate_id()}
    transaction.execute(insert(hit_types), {**group, **row, **columns})
    rows = build_requirement_rows(type_id, row["requirements"])
    if rows:
        transaction.execute(insert(hit_type_requirements), rows)
    return type_id


def build_requirement_rows(
    type_id: str, requirements: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of the required types, by which ListHITsForQualificationType finds HITs."""
    type_ids = sorted({each["QualificationTypeId"] for each in requirements})
    return [{"hit_type_id": type_id, "qualification_type_id": each} for each in type_ids]


def find_own_type(transaction: Transaction, type_id: str) -> AnyRow:
    """Return the row of a type of the caller's, or raise an error."""
    own = and_(hit_types.c.id == type_id, hit_types.c.account == transaction.account)
    row = transaction.execute(select(hit_types).where(own)).first()
    if row is None:
        raise DoesNotExistError("HITType", type_id)
    return row


def build_row(params: Params, requirements: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the columns of a type with these parameters of CreateHITType, and their fingerprint.

    Args:
        params: the parameters, which are checked against AWS's limits.
        requirements: the normalized requirements.
    """
    _check(params)
    reward = parse_cents(params["Reward"])
    row = {
        "title": params["Title"],
        "description": params["Description"],
        "keywords": params.get("Keywords"),
        "reward_cents": reward,
        "reward": format_dollars(reward),
        "approval_seconds": params.get("AutoApprovalDelayInSeconds", MONTH_SECONDS),
        "assignment_seconds": params["AssignmentDurationInSeconds"],
        "requirements": requirements,
    }
    text = json.dumps(row, sort_keys=True)
    return {**row, "fingerprint": sha256(text.encode(errors="surrogatepass")).hexdigest()}


def _check(params: Params) -> None:
    check_not_empty(params, "Title", "Description")
    check_length(params, "Title", 128)
    check_length(params, "Description", 2000)
    check_length(params, "Keywords", 1000)
    check_range(params, "AutoApprovalDelayInSeconds", 0, MONTH_SECONDS)
    check_range(params, "AssignmentDurationInSeconds", SHORTEST_SECONDS, YEAR_SECONDS)
    if not is_at_most(params["Reward"], MAX_CENTS):
        raise InvalidValueError("Reward", params["Reward"])
