"""Named pure functions of values: what a mapping may call with `as:`."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def text(value: object) -> str:
    """A string or a whole number as it is."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise TypeError("neither text nor a whole number")
    return str(value)


def flag(value: object) -> str:
    """`1` or `0`, as captured for every boolean but IsValid."""
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return "1" if value else "0"


def time(value: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`: UTC, to the second, the one form that boto and MTurkR parse."""
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def amount(value: str) -> str:
    """Dollars with two decimals at least, such as `0.04`; the current API's string otherwise."""
    dollars = Decimal(value)
    return f"{dollars:.2f}" if dollars == dollars.quantize(Decimal("0.01")) else f"{dollars:f}"


def formatted_price(value: str) -> str:
    """`$15,555.55`, as captured for FormattedPrice."""
    dollars = Decimal(value)
    sign = "-" if dollars < 0 else ""
    return f"{sign}${abs(dollars):,.2f}"


CONVERTERS: Mapping[str, Callable[[Any], str]] = {
    "text": text,
    "flag": flag,
    "time": time,
    "amount": amount,
    "formatted_price": formatted_price,
}
