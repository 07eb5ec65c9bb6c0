"""Named pure functions of values: what a mapping may name with `as:`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def text(value: object) -> str:
    """A string or a whole number as it is."""
    if isinstance(value, str):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("neither text nor a whole number")
    return str(value)


def flag(value: object) -> str:
    """`1` or `0`, as captured for every boolean but IsValid."""
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return "1" if value else "0"


def time(value: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`: UTC, to the second, the one form that boto and MTurkR parse."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    # A fifth of the time that isoformat takes, which freezegun's kind of datetimes needs. Fraction
    # and zone begin behind these characters.
    text: str = to_builtins(value) if type(value) is datetime else value.isoformat()
    return text[:19] + "Z"


def amount(value: str) -> str:
    """Dollars with two decimals at least, such as `0.04`; the current API's string otherwise."""
    dollars = Decimal(value)
    return f"{dollars:.2f}" if dollars == dollars.quantize(Decimal("0.01")) else f"{dollars:f}"


def formatted_price(value: str) -> str:
    """`$15,555.55`, as captured for FormattedPrice."""
    dollars = Decimal(value)
    sign = "-" if dollars < 0 else ""
    return f"{sign}${abs(dollars):,.2f}"


def required_to_preview(required: object, guarded: object) -> str:
    """`1` where a requirement must be met to preview.

    Args:
        required: the current API's deprecated RequiredToPreview, or None.
        guarded: its ActionsGuarded, or None; anything but Accept guards the preview too.
    """
    return flag(required is True or guarded not in {None, "Accept"})


def double(value: float) -> str:
    """An xs:double, such as `0.5` or `281.0`."""
    if not isinstance(value, float):
        raise TypeError("not a double")
    return repr(value)


CONVERTERS: Mapping[str, Callable[..., str]] = {
    "text": text,
    "flag": flag,
    "time": time,
    "amount": amount,
    "formatted_price": formatted_price,
    "double": double,
    "required_to_preview": required_to_preview,
}
"""From values of an answer to the text of an element."""


def token(*texts: str | None) -> str | None:
    """The first that is there: the caller's token, or one of ours for this legacy call."""
    return next((text for text in texts if text), None)


def extended_expiry(expires: datetime, increment_seconds: int, now: datetime) -> datetime:
    """When a HIT expires that is extended: from its expiry on, or from now if that has passed."""
    return max(expires, now) + timedelta(seconds=increment_seconds)


def long_past(now: datetime) -> datetime:
    """Ten years ago, to expire a HIT at once; times near to now were refused.

    It moves with the clock, as the current API refuses the same time for a HIT a second time, even
    if the HIT was extended in between. It looks at whole seconds only, so microseconds move it by
    seconds: a HIT that is expired, extended and expired again within one second is expired.
    """
    return (now - timedelta(days=3652, seconds=now.microsecond)).replace(microsecond=0)


COMPUTATIONS: Mapping[str, Callable[..., Any]] = {
    "token": token,
    "extended_expiry": extended_expiry,
    "long_past": long_past,
}
"""From values known so far to a parameter of a current call."""
