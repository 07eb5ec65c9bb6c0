"""Read calls of the current API from HTTP requests."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from adapter.current_api.model import TARGET_PREFIX, load
from adapter.current_api.shapes import ARRAY, OBJECT, UnfitError, convert, write_path
from adapter.current_api.times import read_time
from adapter.current_api.violations import find_mismatch
from adapter.current_api.wire.refusals import describe_mismatch
from adapter.errors import Problem, ProtocolError
from adapter.model import ModernCall
from adapter.text import quote_text, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.current_api.model import Shape
    from adapter.current_api.shapes import Path
    from adapter.model import HttpRequest

_TARGET = "x-amz-target"
_CONTENT = "application/x-amz-json-"
# An absolute target without a path means the root.
_PATHS = ("", "/")
# A message repeats at most so many characters of a body.
_SHOWN = 300
# A body may contain a million unknown members, and a log line reports only these.
_MAX_IGNORED = 20
# Python refuses much longer numbers with a message of its own.
_MOST_DIGITS = 100


@dataclass(frozen=True, slots=True)
class DecodedCall:
    """A call of the current API as decoded from a request.

    Attributes:
        call: the call; its values have the right types, and their limits are not checked yet.
        ignored: the paths of the members that the operation does not have, the first 20.
    """

    call: ModernCall
    ignored: tuple[str, ...]


def can_read(http: HttpRequest) -> bool:
    """Return whether a request has X-Amz-Target or AWS's JSON type, which no legacy request has."""
    return _TARGET in http.headers or http.media_type.startswith(_CONTENT)


def read_operation_name(http: HttpRequest) -> str:
    """Return the operation in X-Amz-Target as sent; empty if the header does not name one."""
    prefix, _, operation = http.headers.get(_TARGET, "").partition(".")
    return operation if prefix == TARGET_PREFIX else ""


def read(http: HttpRequest) -> DecodedCall:
    """Return the call that the header X-Amz-Target and the body describe.

    Raises:
        ProtocolError: the request contains no valid call.
    """
    operation = find_operation(http)
    shape = load().find_input(operation)
    try:
        value = _decode(http.body)
        params = convert(shape, value, _read_leaf, described_only=True)
    except UnfitError as error:
        raise _build_unreadable(operation, describe_mismatch(error)) from None
    except ValueError as error:
        raise _build_unreadable(operation, str(error)) from None
    unknown = islice(_find_unknown(shape, value), _MAX_IGNORED)
    return DecodedCall(ModernCall(operation, params), tuple(map(write_path, unknown)))


def find_operation(http: HttpRequest) -> str:
    """Return the operation that the headers name, without reading the body.

    Raises:
        ProtocolError: the current API has no such operation, or the path or the method is wrong.
    """
    if http.path not in _PATHS:
        raise _build_unknown(f"The address {quote_text(http.path)} is not valid; send calls to /.")
    if http.method != "POST":
        method = quote_text(http.method)
        raise _build_unknown(f"The method {method} carries no calls; send them by POST.")
    operation = shorten(read_operation_name(http))
    if not operation:
        target = http.headers.get(_TARGET)
        found = (
            "No X-Amz-Target came" if target is None else f"X-Amz-Target is {quote_text(target)}"
        )
        raise _build_unknown(f"{found}; send one such as {TARGET_PREFIX}.GetAccountBalance.")
    try:
        load().find_input(operation)
    except LookupError as error:
        raise _build_unknown(f"It cannot be called: {error}.") from None
    return operation


def _read_leaf(shape: Shape, value: object) -> object:
    if shape.type == "timestamp":
        return read_time(shape, value)
    if find_mismatch(shape, value) is not None:
        raise UnfitError(shape, value)
    return value


def _find_unknown(shape: Shape, value: object) -> Iterator[Path]:
    """Yield the paths of the members that the shape does not have, in the order sent."""
    if shape.item is not None and isinstance(value, ARRAY):
        for index, item in enumerate(value):
            for path in _find_unknown(shape.item, item):
                yield index, *path
    elif isinstance(value, OBJECT):
        for name, inner in value.items():
            if name not in shape.members:
                yield (name,)
            else:
                for path in _find_unknown(shape.members[name], inner):
                    yield name, *path


def _decode(body: bytes) -> Any:
    """Return the value of a body of JSON; raise a ValueError with the reason if it is not JSON."""
    try:
        return json.loads(
            body.decode(),
            parse_int=_parse_integer,
            parse_constant=refuse_constant,
            object_pairs_hook=_build_members,
        )
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as problem:
        if not body.strip():
            raise ValueError("it is empty; send {} for a call without parameters") from None
        raise ValueError(f"it is not JSON, from character {problem.pos} on") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def refuse_constant(name: str) -> None:
    """Raise a ValueError for NaN or Infinity, which Python reads but JSON does not have."""
    raise ValueError(f"{name} is not JSON")


def _parse_integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"it has a number of more than {_MOST_DIGITS} digits")
    return int(digits)


def _build_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"it has the member {quote_text(twice)} twice in one object")
    return members


def _build_unreadable(operation: str, reason: str) -> ProtocolError:
    message = f"The body of {operation} cannot be taken: {shorten(reason, _SHOWN)}."
    return ProtocolError(Problem("SerializationException", message))


def _build_unknown(message: str) -> ProtocolError:
    return ProtocolError(Problem("UnknownOperationException", message))
