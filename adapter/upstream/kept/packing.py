"""Kept lists as bytes: a third or less of what the items take, and read back only in part.

A block holds some items one behind the other, the names of their members once, and every long text
once: a Test is the same for all requests of a type. What is read back equals what was packed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw
from msgspec.msgpack import Decoder, Encoder, Ext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Item = Mapping[str, Any]

_FEWEST_IN_A_BLOCK = 100
"""So that a text which all items share costs little more than nothing."""

_LONG = 40
_EXACT = frozenset((str, int, float, bool, bytes, type(None)))
_INTEGERS = range(-(2**63), 2**64)


# What msgpack does not know, or would read back as something else.
_TEXT, _INTEGER, _DECIMAL, _TUPLE, _PAIRS, _NAIVE = range(1, 7)


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
    size = block_size(page_size)
    starts = range(0, len(items), size)
    return Packed(len(items), size, tuple(_block(items[at : at + size]) for at in starts))


def block_size(page_size: int) -> int:
    """How many items stand in a block, for pages of this size."""
    return page_size * max(1, _FEWEST_IN_A_BLOCK // page_size)


def unpack(block: bytes, start: int, stop: int) -> list[Item]:
    """The items of a block from `start` to before `stop`; raises an UnpackableError."""
    try:
        read = _BLOCKS.decode(block)
        texts = _Texts(read.texts)
        return [_item(row, read.kinds, texts) for row in read.rows[start:stop]]
    except (msgspec.MsgspecError, ArithmeticError, IndexError, TypeError, ValueError) as error:
        raise UnpackableError("These bytes are no packed list.") from error


class _Kind(msgspec.Struct, array_like=True, frozen=True):
    """The members of an item, and which of them are numbers of texts."""

    names: tuple[str, ...]
    texts: tuple[int, ...]


class _Block(msgspec.Struct, array_like=True, frozen=True):
    kinds: Sequence[_Kind]
    texts: Sequence[Any]
    rows: Sequence[Any]


class _ReadBlock(msgspec.Struct, array_like=True, frozen=True):
    kinds: list[_Kind]
    texts: list[Raw]
    rows: list[Raw]


def _block(items: Sequence[Item]) -> bytes:
    try:
        rows = _rows(items)
        try:
            return _trimmed(rows)
        except (UnicodeEncodeError, OverflowError):
            return _trimmed(_exact_block(rows))
    except (RecursionError, TypeError, ValueError) as error:
        raise UnpackableError("The list cannot be packed.") from error


def _trimmed(block: _Block) -> bytes:
    """The block's bytes; those that `encode` gives lie in half as much memory again."""
    buffer = bytearray()
    _ENCODER.encode_into(block, buffer)
    return bytes(buffer)


def _rows(items: Sequence[Item]) -> _Block:
    kinds: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
    texts: dict[str, int] = {}
    rows: list[list[Any]] = []
    for item in items:
        row: list[Any] = [0, *item.values()]
        long: list[int] = []
        for place, value in enumerate(row):
            kind = type(value)
            if kind is str:
                if len(value) > _LONG:
                    row[place] = texts.setdefault(value, len(texts))
                    long.append(place)
            elif kind not in _EXACT:
                row[place] = _exact(value)
        row[0] = kinds.setdefault((tuple(item), tuple(long)), len(kinds))
        rows.append(row)
    if not all(isinstance(name, str) for names, _ in kinds for name in names):
        raise TypeError("a member is named by something else than text")
    return _Block([_Kind(*kind) for kind in kinds], list(texts), rows)


def _exact_block(block: _Block) -> _Block:
    rows = [[_exact(value) for value in row] for row in block.rows]
    return _Block(block.kinds, [_exact(text) for text in block.texts], rows)


def _exact(value: Any) -> Any:
    """The value in a form that is read back as it was; a TypeError where there is none."""
    form = _FORMS.get(type(value))
    if form is None:
        form = next((each for kind, each in _FORMS.items() if isinstance(value, kind)), None)
    if form is None:
        raise TypeError(f"no upstream answers with a {type(value).__name__}")
    return form(value)


def _same(value: Any) -> Any:
    return value


def _exact_text(text: str) -> Any:
    try:
        text.encode()
    except UnicodeEncodeError:
        return Ext(_TEXT, text.encode(errors="surrogatepass"))
    return str(text)


def _exact_integer(number: int) -> Any:
    return number if number in _INTEGERS else Ext(_INTEGER, b"%x" % number)


def _exact_time(moment: datetime) -> Any:
    return moment if moment.tzinfo else Ext(_NAIVE, moment.isoformat().encode())


def _exact_list(values: list[Any]) -> list[Any]:
    return [_exact(each) for each in values]


def _exact_tuple(values: tuple[Any, ...]) -> Any:
    return Ext(_TUPLE, _ENCODER.encode([_exact(each) for each in values]))


def _exact_mapping(mapping: Mapping[Any, Any]) -> Any:
    pairs = [(_exact(name), _exact(value)) for name, value in mapping.items()]
    if all(isinstance(name, str) for name, _ in pairs):
        return dict(pairs)
    return Ext(_PAIRS, _ENCODER.encode(pairs))


_FORMS: Mapping[type, Callable[[Any], Any]] = {
    bool: _same,
    float: _same,
    bytes: _same,
    type(None): _same,
    str: _exact_text,
    int: _exact_integer,
    datetime: _exact_time,
    list: _exact_list,
    dict: _exact_mapping,
    Mapping: _exact_mapping,
    tuple: _exact_tuple,
    Ext: _same,
    Decimal: lambda value: Ext(_DECIMAL, str(value).encode()),
}
"""By kind; for others the first that they are of."""

_READERS: Mapping[int, Callable[[bytes], Any]] = {
    _TEXT: lambda data: data.decode(errors="surrogatepass"),
    _INTEGER: lambda data: int(data, 16),
    _DECIMAL: lambda data: Decimal(data.decode()),
    _TUPLE: lambda data: tuple(_VALUES.decode(data)),
    _PAIRS: lambda data: dict(_VALUES.decode(data)),
    _NAIVE: lambda data: datetime.fromisoformat(data.decode()),
}


def _odd(code: int, data: memoryview) -> Any:
    """What `_exact` had to put another way."""
    if code not in _READERS:
        raise UnpackableError(f"Nothing is packed with the code {code}.")
    return _READERS[code](bytes(data))


class _Texts(dict[int, Any]):
    """The texts of a block, each read when it is asked for."""

    def __init__(self, raw: Sequence[Raw]) -> None:
        super().__init__()
        self._raw = raw

    def __missing__(self, number: int) -> Any:
        text = self[number] = _VALUES.decode(self._raw[number])
        return text


def _item(row: Raw, kinds: Sequence[_Kind], texts: _Texts) -> Item:
    values = _VALUES.decode(row)
    kind = kinds[values[0]]
    for place in kind.texts:
        values[place] = texts[values[place]]
    return dict(zip(kind.names, values[1:], strict=True))


_ENCODER = Encoder()
_VALUES: Decoder[Any] = Decoder(ext_hook=_odd)
_BLOCKS = Decoder(_ReadBlock)
