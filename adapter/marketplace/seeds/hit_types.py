"""HIT types in seed files: those that are listed, and those that only their HITs describe."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from adapter.current_api import model as current
from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import format_dollars, parse_cents
from adapter.marketplace.errors import RefusedCallError
from adapter.marketplace.hits.types import build_row
from adapter.marketplace.qualifications.requirements import NAME as REQUIREMENTS
from adapter.marketplace.qualifications.requirements import normalize
from adapter.marketplace.seeds.seed_list import (
    Item,
    SeedList,
    add_members,
    find_rows,
    get_item_shape,
)
from adapter.marketplace.storage.paging import label_columns
from adapter.marketplace.storage.tables import hit_types, qualification_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from adapter.marketplace.seeds.seed_list import Row
    from adapter.marketplace.storage.transaction import Transaction

_API = current.load()
_HIT_TYPE = replace(
    add_members(
        _API.find_input("CreateHITType"),
        HITTypeId=_API.find_output("CreateHITType").members["HITTypeId"],
        HITGroupId=get_item_shape("ListHITs", "HITs").members["HITGroupId"],
        Notification=_API.find_input("UpdateNotificationSettings").members["Notification"],
        Active=_API.find_input("UpdateNotificationSettings").members["Active"],
    ),
    name="HITType",
)
"""The parameters of CreateHITType and UpdateNotificationSettings, with the type's ids."""

_TYPES = hit_types.c
_SHARED_COLUMNS = {
    "HITGroupId": "group_id",
    "Title": "title",
    "Description": "description",
    "Keywords": "keywords",
    "Reward": "reward",
    "AutoApprovalDelayInSeconds": "approval_seconds",
    "AssignmentDurationInSeconds": "assignment_seconds",
    "QualificationRequirements": "requirements",
}
"""The column of each member that a HIT repeats from its type."""

_COLUMNS = {
    "HITTypeId": "id",
    **_SHARED_COLUMNS,
    "Notification": "notification",
    "Active": "notification_active",
}
_DEFAULT_DURATION_SECONDS = 3600


def _build_rows(transaction: Transaction, items: Sequence[Item]) -> list[Row]:
    known = _find_types(transaction, items)
    required = _find_required_types(transaction, items)
    return [_build_row(transaction, item, known, required) for item in items]


def _build_row(
    transaction: Transaction, item: Item, known: Mapping[str, Row], required: set[str]
) -> Row:
    params, type_id = item.members, item.members["HITTypeId"]
    _check_owner(transaction, item, known)
    row = _build_columns(item, params.get("Title") or type_id, required)
    notification, active = params.get("Notification"), params.get("Active", False)
    if active and notification is None:
        raise item.build_error("Active", "true needs a Notification")
    return row | {
        "id": type_id,
        "account": transaction.account,
        "group_id": params.get("HITGroupId") or transaction.generate_id(),
        "notification": notification,
        "notification_active": active,
    }


HIT_TYPES = SeedList(
    name="HITTypes",
    shape=_HIT_TYPE,
    required=("HITTypeId",),
    identity=("id",),
    table=hit_types,
    to_rows=_build_rows,
    order=("id",),
    items=label_columns(hit_types, _COLUMNS).where(_TYPES.account == bindparam("account")),
)


def state_groups(types: Sequence[Item], hits: Sequence[Item]) -> tuple[Item, ...]:
    """Return the HIT types of a file, with the HITGroupId that only their HITs state."""
    stated = {
        item.members["HITTypeId"]: item.members["HITGroupId"]
        for item in reversed(hits)
        if item.members.get("HITTypeId") and item.members.get("HITGroupId")
    }
    return tuple(
        replace(item, members={"HITGroupId": stated[type_id], **item.members})
        if (type_id := item.members["HITTypeId"]) in stated
        else item
        for item in types
    )


def find_or_insert_types(transaction: Transaction, hits: Sequence[Item]) -> list[str]:
    """Return the id of the type of each HIT; create missing types from what their HITs state.

    Raises:
        SeedError: a HIT states what its type does not have.
    """
    required = _find_required_types(transaction, hits)
    types = _find_types(transaction, hits)
    keys = [_build_key(item, required) for item in hits]
    unknown = [key for key in keys if key not in types]
    same = find_rows(
        transaction,
        select(hit_types).where(_TYPES.account == transaction.account).order_by(_TYPES.serial),
        _TYPES.fingerprint,
        unknown,
    )
    types |= {key: row._asdict() for key, row in same.items()}
    missing = _describe_types(transaction, hits, keys, types, required)
    if missing:
        ordered = sorted(missing.values(), key=lambda row: str(row["id"]))
        transaction.execute(insert(hit_types), ordered)
    types |= missing
    for item, key in zip(hits, keys, strict=True):
        item.raise_for_owner("HITTypeId", types[key]["account"], transaction.account)
        _check_agreement(item, types[key], required)
    return [str(types[key]["id"]) for key in keys]


def _build_key(item: Item, required: set[str]) -> str:
    """Return the id of the HIT's type; for a HIT that does not state it, its fingerprint."""
    type_id: str | None = item.members.get("HITTypeId")
    return type_id or _describe(item, required)["fingerprint"]


def _describe(item: Item, required: set[str]) -> Row:
    return _build_columns(item, item.members.get("Title") or item.members["HITId"], required)


def _describe_types(
    transaction: Transaction,
    hits: Sequence[Item],
    keys: Sequence[str],
    types: Mapping[str, Row],
    required: set[str],
) -> dict[str, Row]:
    """Return the rows of the types that are not there, by what `_build_key` returns."""
    pairs = [(key, item) for key, item in zip(keys, hits, strict=True) if key not in types]
    pairs.sort(key=lambda pair: (pair[0], str(pair[1].members["HITId"])))
    found: dict[str, Row] = {}
    for key, group in groupby(pairs, key=lambda pair: pair[0]):
        item = _merge([item for _, item in group])
        found[key] = _describe(item, required) | {
            "id": item.members.get("HITTypeId") or transaction.generate_id(),
            "account": transaction.account,
            "group_id": item.members.get("HITGroupId") or transaction.generate_id(),
            "notification": None,
            "notification_active": False,
        }
    return found


def _merge(items: Sequence[Item]) -> Item:
    """Return the first of several HITs of a type, with what the others alone state of the type."""
    members = dict(items[0].members)
    for item in items:
        for name in _SHARED_COLUMNS:
            if name not in members and name in item.members:
                members[name] = item.members[name]
    return replace(items[0], members=members)


def _check_agreement(item: Item, row: Row, required: set[str]) -> None:
    """Raise an error if a HIT states what its type does not have."""
    stated: dict[str, Any] = {
        name: item.members[name] for name in _SHARED_COLUMNS if item.members.get(name) is not None
    }
    if "Reward" in stated:
        stated["Reward"] = format_dollars(parse_cents(stated["Reward"]))
    if REQUIREMENTS in stated:
        stated[REQUIREMENTS] = list(_read_requirements(item, required))
    for name, value in stated.items():
        if value != row[_SHARED_COLUMNS[name]]:
            text = f"the HIT type {row['id']} has another one"
            raise item.build_error(name, text)


def _build_columns(item: Item, title: str, required: set[str]) -> Row:
    """Return a type's columns, with defaults for missing members."""
    params = {
        "Title": title,
        "AssignmentDurationInSeconds": _DEFAULT_DURATION_SECONDS,
        "Reward": "0.00",
    }
    params |= {name: value for name, value in item.members.items() if value is not None}
    params.setdefault("Description", params["Title"])
    requirements = list(_read_requirements(item, required))
    try:
        return build_row(params, requirements)
    except RefusedCallError as error:
        raise SeedError(item.place, error.message) from None


def _read_requirements(item: Item, required: set[str]) -> Iterator[dict[str, Any]]:
    for each in item.members.get(REQUIREMENTS) or ():
        type_id = each["QualificationTypeId"]
        if type_id not in required:
            text = f"there is no type {type_id}, in this file or in the database"
            raise item.build_error(REQUIREMENTS, text)
        # The API returns both RequiredToPreview and ActionsGuarded, and accepts only one of them.
        twice = "ActionsGuarded" in each
        once = {name: each[name] for name in each if not (twice and name == "RequiredToPreview")}
        try:
            yield normalize(once)
        except RefusedCallError as error:
            raise item.build_error(REQUIREMENTS, error.message) from None


def _find_required_types(transaction: Transaction, items: Iterable[Item]) -> set[str]:
    """Return the ids of the qualification types that the items require and that exist."""
    ids = {
        each["QualificationTypeId"]
        for item in items
        for each in item.members.get(REQUIREMENTS) or ()
    }
    there = select(qualification_types.c.id).where(qualification_types.c.status != "Disposing")
    return set(find_rows(transaction, there, qualification_types.c.id, ids))


def _find_types(transaction: Transaction, items: Iterable[Item]) -> dict[str, Row]:
    """Return the existing types that the items name, of whatever account."""
    ids = [item.members["HITTypeId"] for item in items if item.members.get("HITTypeId")]
    found = find_rows(transaction, select(hit_types), _TYPES.id, ids)
    return {type_id: row._asdict() for type_id, row in found.items()}


def _check_owner(transaction: Transaction, item: Item, types: Mapping[str, Row]) -> None:
    known = types.get(item.members["HITTypeId"])
    owner = None if known is None else known["account"]
    item.raise_for_owner("HITTypeId", owner, transaction.account)
