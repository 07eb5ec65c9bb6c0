"""Tables of text for spreadsheets, which carry out a cell that looks like a formula."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO, TextIO

    Cell = str | int | None

_WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The signs = + - @ as they are typed in East Asia, which spreadsheets there take for the same."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *_WIDE)
"""How a cell begins that a spreadsheet may carry out."""

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Encodings by the first bytes of a file; spreadsheets call this one Unicode text."""

_DELIMITERS = ",;\t"
_MAX_CELL = 64 * 1024 * 1024


class TableError(ValueError):
    """A file is no table, or a line of it cannot be read.

    Attributes:
        line: the line, from 1; None: the whole file.
    """

    def __init__(self, line: int | None, text: str) -> None:
        super().__init__(text if line is None else f"line {line}: {text}")
        self.line = line
        self.text = text


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was opened.

    Attributes:
        header: the names of the columns.
        rows: the number of the line and the cells of each row, in their order; a TableError is
            raised at a line that is no row.
    """

    header: Sequence[str]
    rows: Iterator[tuple[int, Sequence[str]]]

    def name_cells(self, line: int, cells: Sequence[str]) -> Mapping[str, str]:
        """Return the cells of a row by column.

        Raises:
            TableError: the row has more or fewer cells than the header.
        """
        if len(cells) != len(self.header):
            raise TableError(
                line, f"{len(cells)} cells where line 1 has {len(self.header)} columns"
            )
        return dict(zip(self.header, cells, strict=True))


@contextmanager
def open_table(file: BinaryIO) -> Iterator[Table]:
    """Open the table of a file, as programs and spreadsheets of all countries write them.

    The text is UTF-8, or UTF-16 with its byte-order mark; `parse_table` says what it has.

    Args:
        file: it is read from its beginning while the rows are, and stays open.

    Raises:
        TableError: it is no such text, or two columns have one name.
    """
    file.seek(0)
    beginning = file.read(2)
    file.seek(0)
    text = io.TextIOWrapper(file, _ENCODINGS.get(beginning, "utf-8-sig"), newline="")
    try:
        yield parse_table(text)
    finally:
        text.detach()  # otherwise the file would be closed


def parse_table(text: TextIO) -> Table:
    """Return the table of a text, whose rows are read one after the other.

    Cells are separated by commas, semicolons or tabs, and are as they stand in the text: see
    `unprotect`. Rows without any text and repeated headers, which the command line tools append,
    are left out.

    Raises:
        TableError: two columns have one name, or the header cannot be read.
    """
    csv.field_size_limit(_MAX_CELL)
    rows = _read_rows(text)
    _, header = next(rows, (1, []))
    repeated = [name for name, count in Counter(header).items() if name and count > 1]
    if repeated:
        raise TableError(1, f"two columns have the name {repeated[0]}")
    return Table(header, (row for row in rows if _has_text(row[1]) and row[1] != header))


def _has_text(cells: Iterable[str]) -> bool:
    return any(map(str.strip, cells))


def _read_rows(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line and the cells of each row, the header's too."""
    line = 1
    try:
        first = text.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        rows = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except UnicodeError:
        raise TableError(None, "it is not UTF-8 text; save it as `CSV UTF-8`") from None
    except csv.Error as error:
        raise TableError(line, f"it is not CSV: {error}") from None


def write_rows(
    rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", is_raw: bool = False
) -> Iterator[str]:
    r"""Return the lines of a table: every cell in quotation marks, each line ended by `\r\n`.

    Args:
        rows: the header and the rows; None is an empty cell.
        delimiter: between cells.
        is_raw: whether texts are written as they are, for programs; otherwise `protect` changes
            those that a spreadsheet may carry out.
    """
    for row in rows:
        line = io.StringIO()
        cells = (each if is_raw or not isinstance(each, str) else protect(each) for each in row)
        csv.writer(line, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(cells)
        yield line.getvalue()


def protect(cell: str) -> str:
    """Return the cell with an apostrophe before it, if a spreadsheet may carry it out.

    A cell that looks as if it had been protected gets one too, so that `unprotect` can tell.
    """
    return f"'{cell}" if _is_formula(cell) else cell


def unprotect(cell: str) -> str:
    """Return the cell as it was before `protect`."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(_FORMULA)
