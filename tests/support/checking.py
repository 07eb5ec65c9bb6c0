"""A call checked in one step, as the service does it in two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.translation import check as checking

if TYPE_CHECKING:
    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall
    from adapter.translation.known import Structures


def check(call: LegacyCall, mapping: Mapping, structures: Structures, **strict: bool) -> Any:
    """The checked arguments; raises an OperationError."""
    return checking.check(
        checking.read_parameters(call, mapping, structures), mapping, structures, **strict
    )


def unknown(call: LegacyCall, mapping: Mapping, structures: Structures) -> tuple[str, ...]:
    """The names that mean nothing."""
    return checking.read_parameters(call, mapping, structures).unknown
