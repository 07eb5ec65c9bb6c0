"""Tables of text for spreadsheets, which carry out a cell that looks like a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Cell = str | int | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet may carry out."""


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
