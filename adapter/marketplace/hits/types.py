"""HIT types: what HITs have in common. The same properties are the same type."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from adapter.marketplace.accounts.accounts import cents, dollars, within
from adapter.marketplace.accounts.money import MOST_CENTS
from adapter.marketplace.errors import does_not_exist, invalid_value
from adapter.marketplace.limits import at_most, in_range
from adapter.marketplace.limits import required as not_empty
from adapter.marketplace.qualifications.requirements import NAME as REQUIREMENTS
from adapter.marketplace.qualifications.requirements import required
from adapter.marketplace.storage.tables import hit_type_requirements, hit_types

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Params, Result, Turn

YEAR_SECONDS = 31_536_000
SHORTEST_SECONDS = 30
MONTH_SECONDS = 2_592_000

_SAME = (
    select(hit_types.c.id)
    .where(
        hit_types.c.account == bindparam("account"),
        hit_types.c.fingerprint == bindparam("fingerprint"),
    )
    .order_by(hit_types.c.serial)
    .limit(1)
)
_OWN = select(hit_types.c.id, hit_types.c.reward_cents).where(
    hit_types.c.account == bindparam("account"), hit_types.c.id == bindparam("type_id")
)
_MAKE = insert(hit_types)
_REQUIRE = insert(hit_type_requirements)


def create_hit_type(turn: Turn, params: Params) -> Result:
    """The type with these properties, which is made if it is new."""
    return {"HITTypeId": find_or_make(turn, params)}


def find_or_make(turn: Turn, params: Params) -> str:
    """The id of the type that has the properties in the parameters of CreateHITType."""
    row = properties(params, required(turn, params.get(REQUIREMENTS) or []))
    return alike(turn, row) or make(turn, row, turn.new_id())


def alike(turn: Turn, row: dict[str, Any]) -> str | None:
    """The id of the account's type that has these properties; None without one."""
    key = {"account": turn.account, "fingerprint": row["fingerprint"]}
    known: str | None = turn.connection.execute(_SAME, key).scalar()
    return known


def make(turn: Turn, row: dict[str, Any], type_id: str) -> str:
    """Writes a type of these properties, which the account does not have yet."""
    made = {"id": type_id, "account": turn.account, "notification_active": False}
    turn.connection.execute(_MAKE, {"group_id": turn.new_id(), **row, **made})
    note_requirements(turn, type_id, row["requirements"])
    return type_id


def note_requirements(turn: Turn, type_id: str, requirements: list[dict[str, Any]]) -> None:
    """Writes down what is required, by which HITs are looked up."""
    needed = {each["QualificationTypeId"] for each in requirements}
    if needed:
        turn.connection.execute(
            _REQUIRE,
            [{"hit_type_id": type_id, "qualification_type_id": each} for each in sorted(needed)],
        )


def own(turn: Turn, type_id: str) -> str:
    """The id, if it is of a type of the caller's."""
    return priced(turn, type_id)[0]


def priced(turn: Turn, type_id: str) -> tuple[str, int]:
    """The id, if it is of a type of the caller's, and the type's reward in cents."""
    key = {"account": turn.account, "type_id": type_id}
    row = turn.connection.execute(_OWN, key).first()
    if row is None:
        raise does_not_exist("HITType", type_id)
    return row.id, row.reward_cents


def properties(params: Params, requirements: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns that are made of CreateHITType's parameters, with their fingerprint.

    Args:
        params: refused where they are outside the limits.
        requirements: as they are kept.
    """
    _check(params)
    reward = cents(params["Reward"])
    row = {
        "title": params["Title"],
        "description": params["Description"],
        "keywords": params.get("Keywords"),
        "reward_cents": reward,
        "reward": dollars(reward),
        "approval_seconds": params.get("AutoApprovalDelayInSeconds", MONTH_SECONDS),
        "assignment_seconds": params["AssignmentDurationInSeconds"],
        "requirements": requirements,
    }
    said = json.dumps(row, sort_keys=True)
    return {**row, "fingerprint": sha256(said.encode(errors="surrogatepass")).hexdigest()}


def _check(params: Params) -> None:
    not_empty(params, "Title", "Description")
    at_most(params, "Title", 128)
    at_most(params, "Description", 2000)
    at_most(params, "Keywords", 1000)
    in_range(params, "AutoApprovalDelayInSeconds", 0, MONTH_SECONDS)
    in_range(params, "AssignmentDurationInSeconds", SHORTEST_SECONDS, YEAR_SECONDS)
    if not within(params["Reward"], MOST_CENTS):
        raise invalid_value("Reward", params["Reward"])
