"""Text of a caller as it may be repeated in a message: short, and on one line."""

from __future__ import annotations

_SHOWN = 80


def quoted(text: str) -> str:
    """The text in quotation marks, as `shown`."""
    return f'"{shown(text)}"'


def shown(text: str, limit: int = _SHOWN) -> str:
    """The first `limit` characters, and how many there are if that is not all.

    Control characters, line ends and whatever else has no picture of its own become U+FFFD, so
    that caller text can neither break a log line nor turn the reading direction.
    """
    start = text[:limit]
    if not start.isprintable():
        start = "".join(each if each.isprintable() else "\ufffd" for each in start)
    return start if len(text) <= limit else f"{start}… ({len(text)} characters)"
