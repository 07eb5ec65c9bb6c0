"""Write results as a file: batch results, the command line tools' results, or JSON."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from adapter.marketplace.results.columns import (
    ANSWER,
    APPROVE,
    COLUMNS,
    INPUT,
    REJECT,
    TOOLS_COLUMNS,
)
from adapter.marketplace.results.rows import count_results, read_results
from adapter.spreadsheet import write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from adapter.marketplace.results.rows import Wanted
    from adapter.marketplace.service import Marketplace

    Cells = Mapping[str, str]
    Report = Callable[[int, int], None]

_BETWEEN_REPORTS = 1_000
_YES = "y"
"""What the tools write for a rejected assignment."""


class Format(StrEnum):
    """A form of results.

    Attributes:
        CSV: batch results, as Amazon's site for requesters wrote them.
        CLT: what the command line tools wrote.
        JSON: a list of the rows of CSV as objects.
    """

    CSV = "csv"
    CLT = "clt"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Results:
    """Results that were read.

    Attributes:
        count: the number of assignments.
        names: the columns of inputs as they come, and then of answers.
        rows: a file with the cells of an assignment as JSON in each line.
    """

    count: int
    names: Sequence[str]
    rows: TextIO

    def write(self, form: Format, *, is_raw: bool = False) -> Iterator[str]:
        """Yield the lines of a file with the results.

        Args:
            form: of the file.
            is_raw: whether texts are written as they are, although a spreadsheet may carry them
                out.
        """
        self.rows.seek(0)
        cells = (json.loads(line) for line in self.rows)
        if form is Format.JSON:
            return _write_json(cells, {*COLUMNS, *self.names})
        if form is Format.CLT:
            return write_rows(_arrange_clt(cells, self.names), delimiter="\t", is_raw=is_raw)
        return write_rows(_arrange_csv(cells, self.names), is_raw=is_raw)


@contextmanager
def open_results(
    marketplace: Marketplace,
    account: str,
    wanted: Wanted,
    report: Report = lambda _done, _total: None,
) -> Iterator[Results]:
    """Read the results of HITs, which may exceed the memory: they are in a temporary file.

    Args:
        marketplace: where the HITs are.
        account: whose they are.
        wanted: the HITs.
        report: receives how many assignments are read, and how many there are.

    Raises:
        RequestError: the account has no such HIT.
    """
    with TemporaryFile("w+", encoding="utf-8") as rows:
        # Due changes need a transaction that writes, which should not last as long as the reading.
        marketplace.read(account, lambda _transaction: None)
        with marketplace.begin_read(account) as transaction:
            count = count_results(transaction, wanted)
            names = _store_rows(read_results(transaction, wanted), rows, report, count)
        yield Results(count, names, rows)


def _store_rows(rows: Iterable[Cells], file: TextIO, report: Report, total: int) -> Sequence[str]:
    """Write the rows to the file; return the columns of inputs as they come, and of answers."""
    names: dict[str, None] = {}
    for done, cells in enumerate(rows, start=1):
        names.update(dict.fromkeys(cells))
        file.write(f"{json.dumps(cells)}\n")
        if done % _BETWEEN_REPORTS == 0 or done == total:
            report(done, total)
    inputs = [name for name in names if name.startswith(INPUT)]
    return (*inputs, *sorted(name for name in names if name.startswith(ANSWER)))


def _arrange_csv(rows: Iterable[Cells], names: Sequence[str]) -> Iterator[Sequence[str | None]]:
    header = (*COLUMNS, *names, APPROVE, REJECT)
    yield header
    yield from ([cells.get(name) for name in header] for cells in rows)


def _arrange_clt(rows: Iterable[Cells], names: Sequence[str]) -> Iterator[Sequence[str | None]]:
    header = (*TOOLS_COLUMNS, *(name for name in names if name.startswith(ANSWER)))
    yield header
    columns = [TOOLS_COLUMNS.get(name) or name for name in header]
    for cells in rows:
        marked = {REJECT: _YES} if cells["AssignmentStatus"] == "Rejected" else {}
        yield [{**cells, **marked}.get(name) for name in columns]


def _write_json(rows: Iterable[Cells], shown: Collection[str]) -> Iterator[str]:
    yield "["
    for number, cells in enumerate(rows):
        row = {name: value for name, value in cells.items() if name in shown}
        yield f"{',' if number else ''}\n {json.dumps(row, ensure_ascii=False)}"
    yield "\n]\n"
