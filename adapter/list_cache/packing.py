"""Kept lists as bytes: a fraction of what the items take, and read back only in part.

A block holds some items, compressed together: the Test that all requests of a type share lies in it
once. What is read back equals what was packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import zstandard
from msgspec import MsgspecError, Raw
from msgspec.msgpack import Decoder, Encoder

from adapter.current_api.model.texts import repaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Item = Mapping[str, Any]

_FEWEST_IN_A_BLOCK = 100
"""So that a text which all items share costs little more than nothing."""

_MOST_BLOCK_BYTES = 64 * 1024 * 1024
"""Of a block, unpacked: a hundred items with the longest texts that the API allows take a third."""

_LEVEL = -1
"""Takes a quarter less time than level 1, and some more room."""

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
    try:
        try:
            return _packed(items, page_size)
        except UnicodeEncodeError:
            return _packed(_writable(items), page_size)
    except (OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise UnpackableError("The list cannot be packed.") from error


def block_size(page_size: int) -> int:
    """How many items stand in a block, for pages of this size."""
    return page_size * max(1, _FEWEST_IN_A_BLOCK // page_size)


def unpack(block: bytes, start: int, stop: int) -> list[Item]:
    """The items of a block from `start` to before `stop`; raises an UnpackableError."""
    try:
        # What a frame announces is allocated before anything is read of it.
        if not 0 <= zstandard.frame_content_size(block) <= _MOST_BLOCK_BYTES:
            raise UnpackableError("The block is larger than any that is packed.")
        rows = _ROWS.decode(zstandard.decompress(block))
        return [_ITEM.decode(row) for row in rows[start:stop]]
    except (zstandard.ZstdError, MsgspecError, MemoryError, RecursionError) as error:
        raise UnpackableError("These bytes are no packed list.") from error


def _packed(items: Sequence[Item], page_size: int) -> Packed:
    size = block_size(page_size)
    compressor = zstandard.ZstdCompressor(_LEVEL)
    starts = range(0, len(items), size)
    blocks = tuple(_block(items[at : at + size], compressor) for at in starts)
    return Packed(len(items), size, blocks)


def _block(items: Sequence[Item], compressor: zstandard.ZstdCompressor) -> bytes:
    _check_exact(items)
    encoded = _ENCODER.encode(items)
    if len(encoded) > _MOST_BLOCK_BYTES:
        raise UnpackableError("The items of a block are too large together.")
    # A copy: what the compressor gives lies in as much memory as went in.
    return bytes(memoryview(compressor.compress(encoded)))


def _writable(value: Any) -> Any:
    """The value with its texts repaired, which is what is answered for them."""
    if isinstance(value, str):
        return repaired(value)
    if isinstance(value, dict):
        return {_writable(name): _writable(each) for name, each in value.items()}
    return [*map(_writable, value)] if isinstance(value, list | tuple) else value


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
_ITEM: Decoder[dict[str, Any]] = Decoder(dict[str, Any])
