"""`mturk-adapter review`: approve and reject what a file of results decides."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import add_account_options, open_account
from adapter.cli.output import JSON, print_json
from adapter.cli.progress import Progress
from adapter.cli.tables import open_file, raise_for_lines
from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.results import carry_out, plan_review, read_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapter.marketplace.results import Decision, Outcome, Review, ReviewedFile

_MOST_NAMED = 10


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--override", is_flag=True, help="Approve also what was rejected, within 30 days.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@JSON
@add_account_options
def review(file: Path, *, override: bool, yes: bool, as_json: bool, **place: Any) -> None:
    """Approve and reject what FILE decides: results with their last columns filled in.

    In batch results (CSV) anything in Approve approves, and a text in Reject rejects with that
    feedback. In results of the command line tools anything in `reject` rejects, and all else is
    approved, as their reviewResults did. What is decided already is left as it is, so the same file
    can be given again.

    \b
    mturk-adapter results --group 3GROUP > batch.csv
    mturk-adapter review batch.csv
    """
    with open_file(file) as opened:
        found = read_decisions(opened)
    with open_account(**place) as (marketplace, account):
        plan = marketplace.read(
            account,
            lambda transaction: plan_review(transaction, found.decisions, overrides=override),
        )
        raise_for_lines(file, (*found.problems, *plan.problems))
        for line in _describe(plan, found, account):
            click.echo(line, err=True)
        decisions = (*plan.to_approve, *plan.to_reject)
        if decisions and not yes:
            click.confirm("Do it?", abort=True, err=True)
        report = partial(Progress().report, "decisions")
        outcome = carry_out(marketplace, account, decisions, overrides=override, report=report)
    _show(outcome, plan, as_json=as_json)


def _describe(plan: Review, found: ReviewedFile, account: str) -> Iterator[str]:
    """Yield what will happen, and what it costs."""
    total = format_dollars(plan.reward_cents + plan.fee_cents)
    fees = format_dollars(plan.fee_cents)
    cost = f"${total} of the account {account}, of which ${fees} fees"
    yield f"{len(plan.to_approve):,} to approve: {cost}"
    if plan.overridden:
        yield f"  {plan.overridden:,} of them were rejected before"
    released = format_dollars(plan.released_cents)
    yield f"{len(plan.to_reject):,} to reject: ${released} is no longer on hold"
    if plan.decided:
        yield f"{len(plan.decided):,} decided already, which stay as they are:"
        yield from _name(plan.decided)
    if found.undecided:
        yield f"{found.undecided:,} without a decision in the file"


def _name(decided: Iterable[tuple[Decision, str]]) -> Iterator[str]:
    for number, (each, text) in enumerate(decided):
        if number == _MOST_NAMED:
            yield "  …"
            return
        yield f"  line {each.line}: {each.assignment_id} {text}"


def _show(outcome: Outcome, plan: Review, *, as_json: bool) -> None:
    refused = [
        {"line": each.line, "assignment_id": each.assignment_id, "reason": reason}
        for each, reason in outcome.refused
    ]
    if as_json:
        counts = {"approved": outcome.approved, "rejected": outcome.rejected}
        print_json({**counts, "decided_before": len(plan.decided), "refused": refused})
    else:
        click.echo(f"{outcome.approved:,} approved, {outcome.rejected:,} rejected")
    if refused:
        lines = "\n".join(_name(outcome.refused))
        raise click.ClickException(f"{len(refused):,} were refused:\n{lines}")
