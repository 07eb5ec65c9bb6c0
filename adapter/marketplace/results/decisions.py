"""Read decisions out of results that a requester filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.results.columns import APPROVE, REJECT, TOOLS_REJECT, is_of_tools
from adapter.spreadsheet import TableError, open_table, unprotect, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from adapter.spreadsheet import Table

    Cells = Mapping[str, str]

_ID, _TOOLS_ID = "AssignmentId", "assignmentid"
_NEGATIONS = frozenset({"0", "false", "n", "no"})
_TOOLS_MARKS = frozenset({"y", "x", "yes"})
_NO_REASON = "Rejected"
"""The feedback in place of a mark of the tools, which gave none; RejectAssignment needs one."""

_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What a requester decided about an assignment.

    Attributes:
        line: of the file.
        feedback: why the assignment is rejected; None: it is approved.
    """

    line: int
    assignment_id: str
    feedback: str | None

    @property
    def approves(self) -> bool:
        """Return whether the assignment is approved."""
        return self.feedback is None


@dataclass(frozen=True, slots=True)
class ReviewedFile:
    """The decisions of a file.

    Attributes:
        decisions: in the order of the file.
        undecided: the number of rows that have no decision.
        problems: the first lines that cannot be understood, each with its number.
    """

    decisions: Sequence[Decision]
    undecided: int
    problems: Sequence[str]


def read_decisions(file: BinaryIO) -> ReviewedFile:
    """Return the decisions of batch results, or of the command line tools' results.

    Batch results: anything in Approve approves, a text in Reject rejects with this feedback, and
    an assignment without either is left as it is. Of other columns AssignmentId alone is needed.
    The tools: an assignment with anything in `reject` is rejected, and every other is approved.
    (Source: the guides to Amazon's requester site and to the tools' reviewResults.)

    Args:
        file: at its beginning.

    Raises:
        TableError: it is no table, or has not the columns.
    """
    with open_table(file) as table:
        return _read_table(table)


def _read_table(table: Table) -> ReviewedFile:
    read_row = _choose_reader(table.header)
    decisions: dict[str, Decision] = {}
    problems: list[str] = []
    undecided = 0
    for line, cells in table.rows:
        try:
            decision = read_row(line, table.name_cells(line, cells))
            if decision is not None:
                _add(decisions, decision)
            undecided += decision is None
        except TableError as error:
            problems.append(str(error))
        if len(problems) == _MAX_PROBLEMS:
            break
    return ReviewedFile(tuple(decisions.values()), undecided, problems)


def write_decisions(decisions: Sequence[Decision]) -> Iterator[str]:
    """Yield the lines of the smallest file with these decisions."""
    yield from write_rows([(_ID, APPROVE, REJECT)], is_raw=True)
    cells = ((each.assignment_id, "x" * each.approves, each.feedback) for each in decisions)
    yield from write_rows(cells, is_raw=False)


def _choose_reader(header: Sequence[str]) -> Callable[[int, Cells], Decision | None]:
    """Return what reads the decision of a row of a file with this header."""
    if is_of_tools(header):
        if TOOLS_REJECT not in header:
            raise TableError(
                1, f"it has no column {TOOLS_REJECT}, so all would be approved: add it"
            )
        return _read_tools_row
    if _ID not in header:
        raise TableError(1, f"it has no column {_ID}, so it is no file of results")
    if APPROVE not in header and REJECT not in header:
        raise TableError(1, f"it has no column {APPROVE} and no column {REJECT}: fill in these")
    return _read_row


def _read_tools_row(line: int, cells: Cells) -> Decision | None:
    identifier = _read_cell(cells, _TOOLS_ID)
    if not identifier:  # the row of a HIT without work
        return None
    mark = _read_mark(line, cells, TOOLS_REJECT)
    feedback = _NO_REASON if mark.lower() in _TOOLS_MARKS else mark
    return Decision(line, identifier, feedback or None)


def _read_row(line: int, cells: Cells) -> Decision | None:
    identifier = _read_cell(cells, _ID)
    approve, reject = (_read_mark(line, cells, name) for name in (APPROVE, REJECT))
    if approve and reject:
        raise TableError(line, f"both {APPROVE} and {REJECT} are filled in; empty one of them")
    if not (approve or reject):
        return None
    if not identifier:
        raise TableError(line, f"{_ID} is empty")
    return Decision(line, identifier, reject or None)


def _read_mark(line: int, cells: Cells, name: str) -> str:
    mark = _read_cell(cells, name)
    if mark.lower() in _NEGATIONS:
        text = f"{name} is {mark!r}, and anything there counts; leave it empty for no"
        raise TableError(line, text)
    return mark


def _read_cell(cells: Cells, name: str) -> str:
    return unprotect(cells.get(name, "")).strip()


def _add(decisions: dict[str, Decision], decision: Decision) -> None:
    first = decisions.setdefault(decision.assignment_id, decision)
    if first is not decision:
        text = f"line {first.line} is of the assignment {decision.assignment_id}, too; delete one"
        raise TableError(decision.line, text)
