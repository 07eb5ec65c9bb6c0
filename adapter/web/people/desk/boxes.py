"""Bounding boxes of crowd-bounding-box as a drawing, without the picture they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MOST = 500
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Box:
    """A box, in pixels of the picture."""

    label: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The boxes of one picture, and its size in pixels."""

    width: float
    height: float
    boxes: tuple[Box, ...]


def read_drawing(value: Any) -> Drawing | None:
    """Return the boxes of an answer of crowd-bounding-box; None if it is no such answer."""
    match value:
        case {
            "boundingBoxes": list() as boxes,
            "inputImageProperties": {"width": width, "height": height},
        } if _is_length(width) and _is_length(height):
            found = [_read_box(each) for each in boxes[:_MOST]]
            return Drawing(width, height, tuple(each for each in found if each is not None))
    return None


def _read_box(value: Any) -> Box | None:
    match value:
        case {"left": left, "top": top, "width": width, "height": height} if all(
            _is_length(each, least=0) for each in (left, top, width, height)
        ):
            label = value.get("label")
            return Box(label if isinstance(label, str) else "", left, top, width, height)
    return None


def _is_length(value: Any, least: float = 1) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and least <= value <= _LARGEST
