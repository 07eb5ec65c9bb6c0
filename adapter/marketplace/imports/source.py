"""Open a file to import, and report how much of it was read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    Report = Callable[[str, int, int], None]
    """Receives the name of a file, how many of its bytes were read, and its size."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BEGINNING = 100
_BETWEEN_REPORTS = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """An open file.

    Attributes:
        name: the file's name in messages.
        binary: the file, at its first byte that is no byte-order mark.
        first_byte: its first byte that is no white space; empty if there is none.
        size: the number of its bytes.
        report: receives how far reading is.
    """

    name: str
    binary: BinaryIO
    first_byte: bytes
    size: int
    report: Report

    def report_every(self, item_number: int) -> None:
        """Report after each thousand items how much of the file was read."""
        if item_number % _BETWEEN_REPORTS == 0:
            self.report(self.name, self.binary.tell(), self.size)


@contextmanager
def open_source(file: Path, report: Report) -> Iterator[Source]:
    """Open the file; raises an OSError."""
    with file.open("rb") as binary:
        beginning = binary.read(_BEGINNING)
        marked = beginning.startswith(_BYTE_ORDER_MARK)
        binary.seek(len(_BYTE_ORDER_MARK) if marked else 0)
        first_byte = beginning.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1]
        size = file.stat().st_size
        yield Source(str(file), binary, first_byte, size, report)
        report(str(file), size, size)
