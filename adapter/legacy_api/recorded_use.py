"""Read what a recorded case used of the legacy API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.errors import CallerError
from adapter.legacy_api.wires import find_wire
from adapter.model import Reply
from adapter.observability.history import SUCCESS
from adapter.observability.usage import UsedCall
from adapter.translation.check import check, read_parameters
from adapter.translation.losses import list_losses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.mapping.catalogue import Catalogue
    from adapter.mapping.schema import Mapping
    from adapter.model import LegacyCall
    from adapter.recordings import Case

# Our own answers have no white space between elements, and no `<` in a text.
_RESULT = re.compile(rb"<IsValid>(?:True<|False</IsValid><Errors><Error><Code>([^<]*)<)")
_FAULT = re.compile(rb"<(?:Code|faultcode)>([^<]*)<")


def read_used_call(case: Case, catalogue: Catalogue) -> UsedCall | None:
    """Return the request of a case; None if it is of no operation that the catalogue has."""
    mapping = catalogue.mappings.get(case.operation)
    if mapping is None:
        return None
    calls = _read_calls(case)
    outcomes = _read_outcomes(case.response.body)
    answered = [call for call, each in zip(calls, outcomes, strict=False) if each == SUCCESS]
    replies = list(_build_replies(answered, mapping))
    return UsedCall(
        operation=mapping.operation,
        when=case.context.now,
        parameters=tuple(each.parameters for each in calls),
        outcomes=outcomes,
        losses=list_losses(mapping, replies, case.response.body, embedded=False),
    )


def _read_calls(case: Case) -> Sequence[LegacyCall]:
    """Return the calls of the request; none if it was refused unread."""
    try:
        return find_wire(case.request).read(case.request).calls
    except CallerError:
        return ()


def _read_outcomes(body: bytes) -> tuple[str, ...]:
    """Return `success` or the error code of each call that a response answers."""
    results = _RESULT.findall(body) or _FAULT.findall(body)[:1]
    return tuple(each.decode() or SUCCESS for each in results)


def _build_replies(calls: Sequence[LegacyCall], mapping: Mapping) -> Iterator[Reply]:
    """Yield replies with the arguments of the calls, by which losses are found."""
    for call in calls:
        arguments = check(read_parameters(call, mapping), mapping)
        yield Reply(mapping.operation, mapping.response.element, (), arguments=arguments)
