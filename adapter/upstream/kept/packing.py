"""Kept lists as bytes: a fraction of what the items take, and read back only in part.

A block holds some items, compressed together: the Test that all requests of a type share lies in it
once. What is read back equals what was packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import lz4.block
from msgspec import MsgspecError, Raw
from msgspec.msgpack import Decoder, Encoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Item = Mapping[str, Any]

_FEWEST_IN_A_BLOCK = 100
"""So that a text which all items share costs little more than nothing."""

_NESTED = frozenset((dict, list))
_EXACT = _NESTED | {str, int, float, bool, datetime, type(None)}


class UnpackableError(ValueError):
    """A list holds what cannot be read back as it was, or bytes are no packed list."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A list as bytes.

    Attributes:
        total: how many items there are.
        size: how many of them stand in each block but the last.
        blocks: in order.
    """

    total: int
    size: int
    blocks: tuple[bytes, ...]

    def weight(self, start: int) -> int:
        """How many bytes have to be unpacked for a page that starts there."""
        if start >= self.total:
            return 0
        # lz4 puts it in front of each block.
        return int.from_bytes(self.blocks[start // self.size][:4], "little")

    def page(self, start: int, size: int) -> Sequence[Item]:
        """A page that stands in one block; past the end it is empty."""
        if start >= self.total:
            return ()
        number, inside = divmod(start, self.size)
        return unpack(self.blocks[number], inside, inside + size)


def pack(items: Sequence[Item], page_size: int) -> Packed:
    """The list in blocks, so that each page of this size stands in one of them.

    Raises:
        UnpackableError: it holds a value of a kind that no upstream answers with.
    """
    size = block_size(page_size)
    starts = range(0, len(items), size)
    try:
        blocks = tuple(_block(items[at : at + size]) for at in starts)
    except (OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise UnpackableError("The list cannot be packed.") from error
    return Packed(len(items), size, blocks)


def block_size(page_size: int) -> int:
    """How many items stand in a block, for pages of this size."""
    return page_size * max(1, _FEWEST_IN_A_BLOCK // page_size)


def unpack(block: bytes, start: int, stop: int) -> list[Item]:
    """The items of a block from `start` to before `stop`; raises an UnpackableError."""
    try:
        rows = _ROWS.decode(lz4.block.decompress(block))
        return [_ITEM.decode(row) for row in rows[start:stop]]
    except (lz4.block.LZ4BlockError, ValueError, MsgspecError, MemoryError) as error:
        raise UnpackableError("These bytes are no packed list.") from error


def _block(items: Sequence[Item]) -> bytes:
    _check_exact(items)
    block: bytes = lz4.block.compress(_ENCODER.encode(items))
    return block


def _check_exact(items: Sequence[Any]) -> None:
    """Lets through what msgpack reads back as it is; times have a zone, as upstreams promise."""
    level = items
    while kinds := set(map(type, level)):
        if not kinds <= _EXACT:
            raise UnpackableError("The list holds what would be read back as something else.")
        level = tuple(chain.from_iterable(map(_inside, level))) if kinds & _NESTED else ()


def _inside(value: Any) -> Iterable[Any]:
    if type(value) is dict:
        return value.values()
    return value if type(value) is list else ()


_ENCODER = Encoder()
_ROWS = Decoder(list[Raw])
_ITEM: Decoder[Any] = Decoder()
