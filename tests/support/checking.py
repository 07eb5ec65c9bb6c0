"""A call checked in one step, as the service does it in two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.translation import check as checking

if TYPE_CHECKING:
    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall


def check(call: LegacyCall, mapping: Mapping, **strict: bool) -> Any:
    """The checked arguments; raises an OperationError."""
    return checking.check(checking.read_parameters(call, mapping), mapping, **strict)


def unknown(call: LegacyCall, mapping: Mapping) -> tuple[str, ...]:
    """The names that mean nothing."""
    return checking.read_parameters(call, mapping).unknown


def groups(call: LegacyCall, mapping: Mapping) -> frozenset[str]:
    """The response groups of the answer."""
    return checking.select_groups(checking.read_parameters(call, mapping), mapping)
