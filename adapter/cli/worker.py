"""`mturk-adapter worker`: act as a worker of the marketplace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.lazy import SummaryGroup
from adapter.cli.worker_session import (
    WorkerOptions,
    WorkerSession,
    join_members,
    pass_session,
    read_items,
)
from adapter.marketplace.documents import render_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.cli.worker_session import Item
    from adapter.marketplace.workers.eligibility import Eligibility

_HEADINGS: Mapping[str, str] = {
    "Title": "Title",
    "Name": "Qualification",
    "Description": "Description",
    "Reward": "Reward",
    "AssignmentDurationInSeconds": "Seconds allowed",
    "TestDurationInSeconds": "Seconds allowed",
}
"""The members that are printed before a question, and their labels."""
_DECIDED = {"RequesterFeedback": "feedback", "BonusAmount": "bonus"}
_DETAILS: Mapping[str, Mapping[str, str]] = {
    "Accepted": {"Deadline": "to be submitted by"},
    "Submitted": {"AutoApprovalTime": "approved at the latest", "BonusAmount": "bonus"},
    "Approved": {"ApprovalTime": "approved", **_DECIDED},
    "Rejected": {"RejectionTime": "rejected", **_DECIDED},
    "Returned": {},
    "Abandoned": {"Deadline": "deadline"},
}
"""The members that are printed of an assignment of each status, and their labels."""


@click.group(cls=SummaryGroup)
@click.option(
    "--id", "worker_id", default="A1TESTWORKER", show_default=True, help="The worker's identifier."
)
@click.option(
    "--country",
    help="Where the worker is, such as US or US-CA.  [default: as stored in the marketplace]",
)
@click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML).")
@click.option("--database", help="A file or an SQLAlchemy URL.  [default: as serve]")
@click.option("--clock", help="The time, such as 2016-01-02T12:00:00Z.  [default: now]")
@click.option("--json", "as_json", is_flag=True, help="Print answers as JSON.")
@click.pass_context
def worker(context: click.Context, /, **options: Any) -> None:
    """Act as a worker: find HITs in the marketplace, request qualifications, submit answers.

    The database is that of `serve`, which may run at the same time. With the demo, for example:

    \b
    mturk-adapter worker types
    mturk-adapter worker request 3DEM0BIRDS0NAMES0AND0SCORES01A finch=brambling owl=tawny
    mturk-adapter worker hits
    mturk-adapter worker accept 3DEM0HIT01NAME0THE0BIRD0OPEN01
    mturk-adapter worker submit ASSIGNMENT bird='A tawny owl.'

    ASSIGNMENT is the AssignmentId that `accept` prints.
    """
    context.obj = WorkerOptions(**options)


@worker.command()
@click.option("--query", help="Only those with these words in the name or description.")
@pass_session
def types(session: WorkerSession, query: str | None) -> None:
    """List the qualification types that can be requested."""
    filters = {} if query is None else {"Query": query}
    session.print_list(
        lambda params: session.worker.list_requestable_types({**params, **filters}),
        "QualificationTypes",
        ("QualificationTypeId", "Name", "Description"),
    )


@worker.command()
@click.option("--all", "whole", is_flag=True, help="Also those that this worker does not see.")
@pass_session
def hits(session: WorkerSession, whole: bool) -> None:
    """List the HITs that this worker sees, and for each one that it may not accept, why.

    A worker does not see HITs without work, HITs that it has done, HITs of requesters who blocked
    it, and HITs that a requirement hides from it.
    """
    worker = session.worker
    page = worker.list_all_hits if whole else worker.list_open_hits
    found = list(read_items(page, "HITs"))
    checked = zip(found, worker.check_hits(found), strict=True)
    session.print_lines(
        [_add_eligibility(hit, eligibility) for hit, eligibility in checked], "HITs", _describe_hit
    )


def _add_eligibility(hit: Item, eligibility: Eligibility) -> Item:
    unmet = [
        {
            "QualificationTypeId": each.requirement["QualificationTypeId"],
            "Name": each.name,
            "Needed": each.needed_text,
            "Owned": each.owned_text,
        }
        for each in eligibility.unmet
    ]
    reasons = list(eligibility.reasons)
    return {**hit, "MayAccept": not reasons, "Reasons": reasons, "UnmetRequirements": unmet}


def _describe_hit(hit: Item) -> Iterator[str]:
    yield join_members(hit, ("HITId", "Reward", "Title"))
    yield from (f"    may not accept: {each}" for each in hit["Reasons"])


@worker.command()
@click.argument("identifier", metavar="ID")
@pass_session
def show(session: WorkerSession, identifier: str) -> None:
    """Show what a HIT, an assignment or a qualification's test asks, as text.

    ID is a HITId, an AssignmentId or a QualificationTypeId. Names in brackets are the NAMEs that
    `submit` and `request` take.
    """
    found = session.worker.find_asked(identifier)
    document = found.get("Question") or found.get("Test")
    text = _render(document) if document else "It has nothing to answer."
    if "HITId" in found:
        [eligibility] = session.worker.check_hits([found])
        found = _add_eligibility(found, eligibility)
    if session.as_json:
        return session.print_item({**found, "Text": text})
    return click.echo("\n".join([*_describe_asked(found), "", text]))


def _render(document: str) -> str:
    try:
        return render_question(document)
    except ValueError as error:
        raise click.ClickException(f"The question cannot be shown: {error}.") from None


def _describe_asked(found: Item) -> Iterator[str]:
    yield from (f"{label}: {found[name]}" for name, label in _HEADINGS.items() if found.get(name))
    yield from (f"May not accept: {each}" for each in found.get("Reasons", ()))


@worker.command()
@pass_session
def assignments(session: WorkerSession) -> None:
    """List the worker's own assignments, with their deadlines, decisions, feedback and rewards."""
    found = list(read_items(session.worker.list_assignments, "Assignments"))
    session.print_lines(found, "Assignments", _describe_assignment)


def _describe_assignment(assignment: Item) -> Iterator[str]:
    yield join_members(assignment, ("AssignmentId", "AssignmentStatus", "Reward", "Title"))
    yield from (
        f"    {label}: {assignment[name]}"
        for name, label in _DETAILS[assignment["AssignmentStatus"]].items()
        if name in assignment
    )


@worker.command()
@click.argument("qualification_type_id")
@click.argument("answers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--answers", "file", type=click.Path(path_type=Path), help="A file with QuestionFormAnswers."
)
@pass_session
def request(
    session: WorkerSession, qualification_type_id: str, answers: tuple[str, ...], file: Path | None
) -> None:
    """Request a qualification, with the answers to its test if it has one.

    NAME is the identifier of a question. VALUE is a text or, for a multiple-choice question, the
    identifier of a selection; give a NAME more than once to make several selections.
    """
    test_answers = _read_answers(answers, file)
    session.print_item(
        session.worker.request_qualification(qualification_type_id, test_answers or None)
    )


@worker.command()
@click.argument("hit_id")
@pass_session
def accept(session: WorkerSession, hit_id: str) -> None:
    """Accept an assignment of a HIT."""
    session.print_item(session.worker.accept(hit_id))


@worker.command()
@click.argument("assignment_id")
@click.argument("answers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--answers", "file", type=click.Path(path_type=Path), help="A file with QuestionFormAnswers."
)
@pass_session
def submit(
    session: WorkerSession, assignment_id: str, answers: tuple[str, ...], file: Path | None
) -> None:
    """Submit the answers of an assignment; they are written as for `request`."""
    session.print_item(session.worker.submit(assignment_id, _read_answers(answers, file)))


@worker.command(name="return")
@click.argument("assignment_id")
@pass_session
def return_assignment(session: WorkerSession, assignment_id: str) -> None:
    """Return an assignment, so that another worker can accept it."""
    session.worker.return_assignment(assignment_id)
    session.print_item({"AssignmentId": assignment_id, "AssignmentStatus": "Returned"})


def _read_answers(pairs: tuple[str, ...], file: Path | None) -> str | Mapping[str, str | list[str]]:
    """Return the document of the file, or the values by question."""
    if file is not None and pairs:
        raise click.UsageError("give the answers as NAME=VALUE or as a file, not both")
    if file is not None:
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise click.UsageError(f"{file} cannot be read: it is not UTF-8 text") from None
        except OSError as error:
            raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise click.UsageError(f"{pair!r} is not NAME=VALUE, such as colour=blue")
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
