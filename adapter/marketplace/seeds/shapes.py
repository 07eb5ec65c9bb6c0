"""Shapes of items: those of the API, with the members that seed files add."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.current_api import model as current

if TYPE_CHECKING:
    from adapter.current_api.model import Shape

_API = current.load()
_CREATE_HIT = _API.input("CreateHIT").members


def get_item_shape(operation: str, member: str) -> Shape:
    """Return the shape of the items of a list operation."""
    shape = _API.output(operation).members[member].item
    if shape is None:
        raise LookupError(f"{operation} gives no list {member}")
    return shape


def _add_members(shape: Shape, **members: Shape) -> Shape:
    """Return the shape with more members, and without required members."""
    return replace(
        shape, members=MappingProxyType({**shape.members, **members}), required=frozenset()
    )


HIT_TYPE = replace(
    _add_members(
        _API.input("CreateHITType"),
        HITTypeId=_API.output("CreateHITType").members["HITTypeId"],
        HITGroupId=get_item_shape("ListHITs", "HITs").members["HITGroupId"],
        Notification=_API.input("UpdateNotificationSettings").members["Notification"],
        Active=_API.input("UpdateNotificationSettings").members["Active"],
    ),
    name="HITType",
)
"""The parameters of CreateHITType and UpdateNotificationSettings, with the type's ids."""

HIT = _add_members(
    get_item_shape("ListHITs", "HITs"),
    HITLayoutParameters=_CREATE_HIT["HITLayoutParameters"],
    AssignmentReviewPolicy=_CREATE_HIT["AssignmentReviewPolicy"],
    HITReviewPolicy=_CREATE_HIT["HITReviewPolicy"],
)
"""A HIT, with the members that only CreateHIT has."""

_ASSIGNMENT = get_item_shape("ListAssignmentsForHIT", "Assignments")
_STATUS = _ASSIGNMENT.members["AssignmentStatus"]
ASSIGNMENT = _add_members(
    _ASSIGNMENT, AssignmentStatus=replace(_STATUS, enum=("Accepted", *_STATUS.enum))
)
"""An assignment, with the additional status Accepted."""

BONUS = get_item_shape("ListBonusPayments", "BonusPayments")
