"""Write what is owed as a file, and read the payments out of it that were made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from adapter.clock import format_time
from adapter.marketplace.accounts.balance import MAX_CENTS, format_dollars, is_at_most, parse_cents
from adapter.spreadsheet import TableError, open_table, unprotect, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import BinaryIO

    from adapter.marketplace.payouts.owed import Creditor
    from adapter.spreadsheet import Table

_WORKER, _AMOUNT, _REFERENCE = "WorkerId", "Owed", "Reference"
_DOLLARS = re.compile(r"\$?[0-9]+([.,][0-9]{1,2})?")
UNDO = "undo-"
"""How the reference of a payout begins that undoes the one with this number."""

_MAX_REFERENCE = 200
_MAX_PROBLEMS = 100

COLUMNS: Mapping[str, Callable[[Creditor], str | datetime | None]] = {
    _WORKER: lambda each: each.id,
    "Name": lambda each: each.person.name if each.person else None,
    "Platform": lambda each: each.person.platform if each.person else None,
    "ExternalId": lambda each: each.person.external_id if each.person else None,
    "Rewards": lambda each: format_dollars(each.debt.rewards_cents),
    "Bonuses": lambda each: format_dollars(each.debt.bonuses_cents),
    "PaidOut": lambda each: format_dollars(each.debt.paid_cents),
    _AMOUNT: lambda each: format_dollars(each.debt.owed_cents),
    "FirstApproval": lambda each: each.first_approval,
    "LastApproval": lambda each: each.last_approval,
    _REFERENCE: lambda each: each.reference,
}
"""The columns of what is owed. `Reference` names the payment of the row, so that reading the same
row again, from whatever file, records nothing twice."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that a requester made.

    Attributes:
        line: of the file.
        reference: names it among the payments of the account to the worker.
    """

    line: int
    worker_id: str
    cents: int
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """The payments of a file.

    Attributes:
        payments: in the order of the file, without those of nothing.
        problems: the first lines that cannot be understood, each with its number.
    """

    payments: Sequence[Payment]
    problems: Sequence[str]


def write_owed(found: Iterable[Creditor], *, is_raw: bool = False) -> Iterator[str]:
    """Yield the lines of a file of what is owed.

    Args:
        found: the workers.
        is_raw: whether texts are written as they are, although a spreadsheet may carry them out.
    """
    rows = ([write_cell(read(each)) for read in COLUMNS.values()] for each in found)
    return write_rows(chain([list(COLUMNS)], rows), is_raw=is_raw)


def write_cell(value: str | datetime | None) -> str | None:
    """Return a value as text, times as the API writes them."""
    return value if value is None or isinstance(value, str) else format_time(value)


def write_payments(payments: Iterable[Payment]) -> Iterator[str]:
    """Yield the lines of the smallest file with these payments."""
    rows = ((each.worker_id, format_dollars(each.cents), each.reference) for each in payments)
    return write_rows(chain([(_WORKER, _AMOUNT, _REFERENCE)], rows))


def read_payments(file: BinaryIO) -> PaymentFile:
    """Return the payments of a file of what was owed; its other columns are not needed.

    Args:
        file: at its beginning.

    Raises:
        TableError: it is no table, or has not the columns.
    """
    with open_table(file) as table:
        _check_header(table.header)
        return _read_rows(table)


def _check_header(header: Sequence[str]) -> None:
    for name in (_WORKER, _AMOUNT):
        if name not in header:
            raise TableError(1, f"it has no column {name}, so it is no file of what is owed")
    if _REFERENCE not in header:
        text = "a name for each payment, such as 2026-11, so that it is recorded once"
        raise TableError(1, f"it has no column {_REFERENCE}: add it, with {text}")


def _read_rows(table: Table) -> PaymentFile:
    payments: dict[tuple[str, str], Payment] = {}
    problems: list[str] = []
    for line, cells in table.rows:
        try:
            payment = _read_payment(line, table.name_cells(line, cells))
            if payment.cents:
                first = payments.setdefault((payment.worker_id, payment.reference), payment)
                _check_is_first(first, payment)
        except TableError as error:
            problems.append(str(error))
        if len(problems) == _MAX_PROBLEMS:
            break
    return PaymentFile(tuple(payments.values()), problems)


def _check_is_first(first: Payment, payment: Payment) -> None:
    if first is not payment:
        text = f"line {first.line} is the payment {payment.reference} to {payment.worker_id}, too"
        raise TableError(payment.line, f"{text}; delete one, or give it another {_REFERENCE}")


def _read_payment(line: int, cells: Mapping[str, str]) -> Payment:
    worker_id, amount, reference = (
        unprotect(cells[name]).strip() for name in (_WORKER, _AMOUNT, _REFERENCE)
    )
    if not _DOLLARS.fullmatch(amount) or not is_at_most(_normalize(amount), MAX_CENTS):
        text = f"expected dollars such as 0.60, not {amount[:50]!r}; write 0 if nothing was paid"
        raise TableError(line, f"{_AMOUNT}: {text}")
    cents = parse_cents(_normalize(amount))
    if not worker_id:
        raise TableError(line, f"{_WORKER} is empty")
    if not 0 < len(reference) <= _MAX_REFERENCE or reference.startswith(UNDO):
        text = f"expected a name of at most {_MAX_REFERENCE} characters, and not of an undone one"
        raise TableError(line, f"{_REFERENCE}: {text}")
    return Payment(line, worker_id, cents, reference)


def _normalize(amount: str) -> str:
    """Return an amount as the API writes it; some countries have a comma before the cents."""
    return amount.removeprefix("$").replace(",", ".")
