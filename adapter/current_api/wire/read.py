"""A request of the current API into the call that it is."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.current_api.model import TARGET_PREFIX, load
from adapter.current_api.shapes import UnfitError
from adapter.current_api.wire.refusals import describe_mismatch
from adapter.current_api.wire.values import read_values
from adapter.errors import FrontError, Problem
from adapter.model import ModernCall
from adapter.text import quoted, shown

if TYPE_CHECKING:
    from adapter.model import HttpRequest

_TARGET = "x-amz-target"
_CONTENT = "application/x-amz-json-"
# An absolute target without a path means the root.
_PATHS = ("", "/")
# The server bounds a body; what is told of it is bounded here.
_SHOWN = 300
# Python refuses to read numbers that are very much longer, in words of its own.
_MOST_DIGITS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was read.

    Attributes:
        call: its values have the types of the operation's parameters; limits are not looked at.
        ignored: the first paths of members that the operation does not have.
    """

    call: ModernCall
    ignored: tuple[str, ...]


def recognises(http: HttpRequest) -> bool:
    """A request that names a target or is labelled as JSON of this form: no legacy program does."""
    return _TARGET in http.headers or http.media_type.startswith(_CONTENT)


def operation_of(http: HttpRequest) -> str:
    """Return the operation as the caller wrote it; empty if none is named."""
    prefix, _, operation = http.headers.get(_TARGET, "").partition(".")
    return operation if prefix == TARGET_PREFIX else ""


def read(http: HttpRequest) -> Asked:
    """Return the call, from the target and the body.

    Raises:
        FrontError: there is no call here that can be read.
    """
    operation = called(http)
    try:
        params, ignored = read_values(load().input(operation), _decode(http.body))
    except UnfitError as error:
        raise _unreadable(operation, describe_mismatch(error.visit)) from None
    except ValueError as error:
        raise _unreadable(operation, str(error)) from None
    return Asked(ModernCall(operation, params), ignored)


def called(http: HttpRequest) -> str:
    """Return the operation that is called, which the current API has.

    Raises:
        FrontError: it is none, or is not called as it should be; nothing of the body was looked at.
    """
    if http.path not in _PATHS:
        raise _unknown(f"The address {quoted(http.path)} is not valid; send calls to /.")
    if http.method != "POST":
        raise _unknown(f"The method {quoted(http.method)} carries no calls; send them by POST.")
    operation = shown(operation_of(http))
    if not operation:
        target = http.headers.get(_TARGET)
        came = "No X-Amz-Target came" if target is None else f"X-Amz-Target is {quoted(target)}"
        raise _unknown(f"{came}; send one such as {TARGET_PREFIX}.GetAccountBalance.")
    try:
        load().input(operation)
    except LookupError as error:
        raise _unknown(f"It cannot be called: {error}.") from None
    return operation


def _decode(body: bytes) -> Any:
    """Return the object in a body of JSON; a ValueError says why there is none."""
    try:
        return json.loads(
            body.decode(),
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_members,
        )
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as problem:
        if not body.strip():
            raise ValueError("it is empty; send {} for a call without parameters") from None
        raise ValueError(f"it is not JSON, from character {problem.pos} on") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"it has a number of more than {_MOST_DIGITS} digits")
    return int(digits)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"it has the member {quoted(twice)} twice in one object")
    return members


def _unreadable(operation: str, reason: str) -> FrontError:
    message = f"The body of {operation} cannot be taken: {shown(reason, _SHOWN)}."
    return FrontError(Problem("SerializationException", message))


def _unknown(message: str) -> FrontError:
    return FrontError(Problem("UnknownOperationException", message))
