"""Lists as they lie in a store: a head, and blocks; whatever is not as it was written is none."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

from adapter.list_cache.packing import UnpackableError, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.list_cache.packing import Packed
    from adapter.viewing import Item

_FORMAT = 2
"""Of heads and blocks; another version's lists are as good as none."""

_CHUNK_BYTES = 1_000_000
_SEAL_BYTES = 4


class Head(msgspec.Struct, array_like=True, frozen=True):
    """Where a list's blocks are: how many items there are, and how many in each block."""

    format: int
    total: int
    size: int
    blocks: str


def head_of(packed: Packed, blocks: str) -> bytes:
    """The head of a list whose blocks lie under this name."""
    return _sealed(msgspec.msgpack.encode(Head(_FORMAT, packed.total, packed.size, blocks)))


_HEADS = msgspec.msgpack.Decoder(Head)


def read_head(text: bytes | None) -> Head | None:
    """None where there is none that can be read."""
    try:
        head = _HEADS.decode(_opened(text) or b"")
    except msgspec.MsgspecError:
        return None
    ours = head.format == _FORMAT and head.size > 0 and head.total >= 0
    return head if ours else None


def read_block(text: bytes | None, start: int, stop: int) -> Sequence[Item] | None:
    """None where the block is gone, or not as it was written."""
    block = _opened(text)
    if block is None:
        return None
    try:
        return unpack(block, start, stop)
    except UnpackableError:
        return None


def _sealed(data: bytes) -> bytes:
    """The bytes behind their checksum."""
    return zlib.crc32(data).to_bytes(_SEAL_BYTES, "big") + data


def _opened(text: bytes | None) -> bytes | None:
    """The bytes; None where there are none, or others than those that were sealed."""
    seal, data = (text or b"")[:_SEAL_BYTES], (text or b"")[_SEAL_BYTES:]
    return data if text and int.from_bytes(seal, "big") == zlib.crc32(data) else None


def chunks(packed: Packed) -> Iterator[dict[str, bytes]]:
    """The blocks by number, each with its checksum, in parts that one command carries.

    There is a first block even of an empty list: where no block is, the list is gone.
    """
    chunk: dict[str, bytes] = {}
    held = 0
    for number, block in enumerate(packed.blocks or (b"",)):
        chunk[str(number)] = _sealed(block)
        held += len(block)
        if held > _CHUNK_BYTES:
            yield chunk
            chunk, held = {}, 0
    if chunk:
        yield chunk
