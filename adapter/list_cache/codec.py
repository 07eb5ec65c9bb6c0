"""Encode lists as compressed bytes, and decode a page without the rest.

A block holds some rows, compressed together, so a Test that all its requests share takes room
once. Decoded rows equal those that were encoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard
from msgspec import MsgspecError, Raw
from msgspec.msgpack import Decoder, Encoder

from adapter.text import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.queries import Row

_MIN_BLOCK_ROWS = 100
"""With so many rows in a block, a text that they share takes little memory."""

_MAX_BLOCK_BYTES = 64 * 1024 * 1024
"""The maximum size of a block before compression; a hundred of the longest items need a third."""

_LEVEL = -1
"""The level of zstandard: it takes a quarter less time than level 1, and some more memory."""

_ENCODER = Encoder()
_ROWS = Decoder(list[Raw])
_ROW: Decoder[Row] = Decoder(dict[str, Any] | int)


class EncodingError(ValueError):
    """A list cannot be encoded without loss, or bytes are not an encoded list."""


@dataclass(frozen=True, slots=True)
class EncodedList:
    """A list as bytes.

    Attributes:
        total: the number of rows.
        block_rows: the number of rows in each block but the last.
        blocks: the compressed blocks, in order.
    """

    total: int
    block_rows: int
    blocks: tuple[bytes, ...]

    def decode_page(self, start: int, size: int) -> Sequence[Row]:
        """Return the rows of a page of the size that the list was encoded for."""
        if start >= self.total:
            return ()
        number, inside = divmod(start, self.block_rows)
        return decode(self.blocks[number], inside, inside + size)


def encode(rows: Sequence[Row], page_size: int) -> EncodedList:
    """Return the list in blocks, so that each page of this size lies in one of them.

    Raises:
        EncodingError: a value has a type that answers never have, or a block is too large.
    """
    count = count_block_rows(page_size)
    compressor = zstandard.ZstdCompressor(_LEVEL)
    starts = range(0, len(rows), count)
    blocks = tuple(_encode_block(rows[at : at + count], compressor) for at in starts)
    return EncodedList(len(rows), count, blocks)


def count_block_rows(page_size: int) -> int:
    """Return how many rows a block holds, for pages of this size."""
    return page_size * max(1, _MIN_BLOCK_ROWS // page_size)


def decode(block: bytes, start: int, stop: int) -> list[Row]:
    """Return the rows of a block from `start` to before `stop`; raises an EncodingError."""
    try:
        # The library allocates the announced size before it reads the frame.
        if not 0 <= zstandard.frame_content_size(block) <= _MAX_BLOCK_BYTES:
            raise EncodingError("The block is larger than any that is encoded.")
        rows = _ROWS.decode(zstandard.decompress(block))
        return [_ROW.decode(row) for row in rows[start:stop]]
    except (zstandard.ZstdError, MsgspecError, MemoryError, RecursionError) as error:
        raise EncodingError("These bytes are no encoded list.") from error


def _encode_block(rows: Sequence[Row], compressor: zstandard.ZstdCompressor) -> bytes:
    encoded = _encode_rows(rows)
    if len(encoded) > _MAX_BLOCK_BYTES:
        raise EncodingError("The items of a block are too large together.")
    # A copy, since the compressor's result occupies as much memory as its input.
    return bytes(memoryview(compressor.compress(encoded)))


def _encode_rows(rows: Sequence[Row]) -> bytes:
    try:
        try:
            return _ENCODER.encode(rows)
        except UnicodeEncodeError:
            return _ENCODER.encode(_repair(rows))
    except (TypeError, OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise EncodingError("The list holds what cannot be encoded.") from error


def _repair(value: Any) -> Any:
    """Return the value with lone surrogates in its texts replaced, as answers have them."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, dict):
        return {_repair(name): _repair(each) for name, each in value.items()}
    return [*map(_repair, value)] if isinstance(value, list | tuple) else value
