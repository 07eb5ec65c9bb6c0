"""The registry of the converters and the computations that mappings name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def write_text(value: object) -> str:
    """Return a string or a whole number as it is."""
    if isinstance(value, str):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("neither text nor a whole number")
    return str(value)


def write_flag(value: object) -> str:
    """Return `1` or `0`, as captured for every boolean but IsValid."""
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return "1" if value else "0"


def write_time(value: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SSZ`: UTC, to the second, the one form boto and MTurkR parse."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    # msgspec takes a fifth of the time of isoformat, but refuses freezegun's subclass of datetime.
    # Fraction and zone follow these 19 characters.
    text: str = to_builtins(value) if type(value) is datetime else value.isoformat()
    return text[:19] + "Z"


def write_amount(value: str) -> str:
    """Return dollars with at least two decimals, such as `0.04`."""
    dollars = Decimal(value)
    return f"{dollars:.2f}" if dollars == dollars.quantize(Decimal("0.01")) else f"{dollars:f}"


def write_price(value: str) -> str:
    """Return `$15,555.55`, as captured for FormattedPrice."""
    dollars = Decimal(value)
    sign = "-" if dollars < 0 else ""
    return f"{sign}${abs(dollars):,.2f}"


def write_required_to_preview(required: object, guarded: object) -> str:
    """Return `1` where a requirement must be met to preview.

    Args:
        required: the current API's deprecated RequiredToPreview, or None.
        guarded: its ActionsGuarded, or None; anything but Accept guards the preview too.
    """
    return write_flag(required is True or guarded not in {None, "Accept"})


def write_double(value: float) -> str:
    """Return an xs:double, such as `0.5` or `281.0`."""
    if not isinstance(value, float):
        raise TypeError("not a double")
    return repr(value)


@dataclass(frozen=True, slots=True)
class Converter:
    """A function that a mapping names with `as:` for an element of the answer.

    Attributes:
        write: returns the text of an element for values of an answer.
        takes: the current types that each value may have; none if only handlers return the value.
    """

    write: Callable[..., str]
    takes: tuple[frozenset[str], ...]


def _takes(*types: str) -> frozenset[str]:
    return frozenset(types)


CONVERTERS: Mapping[str, Converter] = {
    "text": Converter(write_text, (_takes("string", "integer", "long"),)),
    "flag": Converter(write_flag, (_takes("boolean"),)),
    "time": Converter(write_time, (_takes("timestamp"),)),
    "amount": Converter(write_amount, (_takes("string"),)),
    "formatted_price": Converter(write_price, (_takes("string"),)),
    "double": Converter(write_double, (_takes(),)),
    "required_to_preview": Converter(
        write_required_to_preview, (_takes("boolean"), _takes("string"))
    ),
}


def choose_token(*texts: str | None) -> str | None:
    """Return the first token that is not empty: the caller's, or ours for this legacy call."""
    return next((text for text in texts if text), None)


def extend_expiry(expires: datetime, increment_seconds: int, now: datetime) -> datetime:
    """Return when an extended HIT expires: from its expiry on, or from now if that has passed."""
    return max(expires, now) + timedelta(seconds=increment_seconds)


def compute_long_past(now: datetime) -> datetime:
    """Return a time about ten years ago, which expires a HIT at once; times near now fail.

    The result depends on the clock, as the current API refuses the same time for a HIT a second
    time, even if the HIT was extended in between. The API compares whole seconds, so microseconds
    become seconds: a HIT that is expired, extended and expired again within one second is expired.
    """
    return (now - timedelta(days=3652, seconds=now.microsecond)).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Computation:
    """A function that a mapping names with `as:` for a parameter of a current call.

    Attributes:
        compute: returns the parameter for values of the scope.
        gives: the parameter's current type.
        code: equivalent Python code, with the values in braces by number. None: `explain` prints
            the first value that is not None.
    """

    compute: Callable[..., Any]
    gives: str
    code: str | None = None


COMPUTATIONS: Mapping[str, Computation] = {
    "token": Computation(choose_token, "string"),
    "extended_expiry": Computation(
        extend_expiry, "timestamp", "max({0}, {2}) + timedelta(seconds={1})"
    ),
    "long_past": Computation(
        compute_long_past, "timestamp", "datetime(1970, 1, 1, tzinfo=timezone.utc)"
    ),
}
