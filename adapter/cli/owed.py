"""`mturk-adapter owed` and `mturk-adapter paid`: what people have to be paid, and were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import add_account_options, open_account
from adapter.cli.output import JSON, OUTPUT, RAW, print_json, write_lines
from adapter.cli.tables import open_file, raise_for_lines
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.payouts import (
    COLUMNS,
    list_creditors,
    plan_payouts,
    read_payments,
    record_payouts,
    write_cell,
    write_owed,
)
from adapter.text import write_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapter.marketplace.payouts import Creditor, PayoutPlan


@click.command()
@JSON
@RAW
@OUTPUT
@add_account_options
def owed(output: Path | None, *, as_json: bool, is_raw: bool, **place: Any) -> None:
    """Write what the account owes to each worker: rewards of approved work, and bonuses.

    Fees are not in it. The people are paid outside of the marketplace; give the file to
    `mturk-adapter paid` when it is done.

    \b
    mturk-adapter owed > owed.csv
    mturk-adapter paid owed.csv
    """
    with open_account(**place) as (marketplace, account):
        found = marketplace.read(account, list_creditors)
        write_lines([_write_json(found)] if as_json else write_owed(found, is_raw=is_raw), output)
        owed = [each.debt.owed_cents for each in found if each.debt.owed_cents]
        click.echo(
            f"${format_dollars(sum(owed))} owed to {write_count(len(owed), 'worker')}", err=True
        )


def _write_json(found: Sequence[Creditor]) -> str:
    rows = [{name: write_cell(read(each)) for name, read in COLUMNS.items()} for each in found]
    return f"{json.dumps(rows, indent=1, ensure_ascii=False)}\n"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--note", help="A text of yours that is kept with each payment.")
@click.option("--yes", is_flag=True, help="Do not ask before the payments are recorded.")
@JSON
@add_account_options
def paid(file: Path, note: str | None, *, yes: bool, as_json: bool, **place: Any) -> None:
    """Record that people were paid what FILE says: a file of `mturk-adapter owed`.

    Write into Owed what you paid, if it is less, or delete the rows of those whom you did not pay.
    Each payment is recorded once, by its Reference, however often and from wherever the file is
    read.
    """
    with open_file(file) as opened:
        found = read_payments(opened)
    with open_account(**place) as (marketplace, account):
        plan = marketplace.read(
            account, lambda transaction: plan_payouts(transaction, found.payments)
        )
        raise_for_lines(file, (*found.problems, *plan.problems))
        for line in _describe(plan, account):
            click.echo(line, err=True)
        if plan.new and not yes:
            click.confirm("Record them?", abort=True, err=True)
        with marketplace.begin_write(account) as transaction:
            done = record_payouts(transaction, found.payments, note)
    _show(done, as_json=as_json)


def _describe(plan: PayoutPlan, account: str) -> Iterator[str]:
    total = format_dollars(plan.cents)
    yield f"{write_count(len(plan.new), 'payment')} of the account {account}, ${total} in all"
    if plan.recorded:
        yield f"{len(plan.recorded):,} are recorded already, and stay as they are"


def _show(done: PayoutPlan, *, as_json: bool) -> None:
    total = format_dollars(done.cents)
    if as_json:
        counts = {"recorded": len(done.new), "recorded_before": len(done.recorded)}
        return print_json({**counts, "amount": total})
    return click.echo(f"{write_count(len(done.new), 'payment')} recorded, ${total}")
