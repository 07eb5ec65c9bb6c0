"""`mturk-adapter worker`: act as a worker of the marketplace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adapter.application.configuration import read_settings
from adapter.application.marketplace import connect_marketplace
from adapter.cli.lazy import SummaryGroup
from adapter.cli.problems import report_errors
from adapter.current_api.times import write_times
from adapter.marketplace import RefusedCallError, ServiceFault
from adapter.marketplace.errors import InvalidValueError
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from adapter.marketplace import Marketplace
    from adapter.marketplace.workers.eligibility import Eligibility
    from adapter.settings import Settings

    Item = Mapping[str, Any]
    Command = TypeVar("Command", bound=Callable[..., None])

_PAGE_SIZE = 100
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


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The options that every command of the group takes."""

    worker_id: str
    country: str | None
    config: Path | None
    database: str | None
    clock: str | None
    as_json: bool

    def read_settings(self) -> Settings:
        """Return the settings of the marketplace."""
        flags = {"upstream": "marketplace", "database": self.database, "clock": self.clock}
        return read_settings(flags, self.config, listens=False)

    def build_worker(self, marketplace: Marketplace) -> Worker:
        """Return the worker, or raise an error that shows the form of a wrong option."""
        try:
            return Worker(marketplace, self.worker_id, self.country)
        except InvalidValueError as error:
            forms = "--id is such as A1TESTWORKER, and --country such as US or US-CA"
            raise click.UsageError(f"{error.message} {forms}.") from None


@dataclass(frozen=True, slots=True)
class WorkerSession:
    """A worker, and how results are printed.

    Attributes:
        worker: carries out the commands.
        as_json: whether results are printed as JSON; otherwise as lines of text.
    """

    worker: Worker
    as_json: bool

    def print_list(
        self, page: Callable[[Item], Item], member: str, columns: tuple[str, ...]
    ) -> None:
        """Print the whole list."""
        self.print_lines(
            list(_read_items(page, member)), member, lambda item: [_join(item, columns)]
        )

    def print_lines(
        self, items: Sequence[Item], member: str, describe: Callable[[Item], Iterable[str]]
    ) -> None:
        """Print items as JSON, or the lines that describe each of them."""
        if self.as_json:
            return self.print_item({member: items})
        for each in items:
            click.echo("\n".join(describe(write_times(each))))
        return None if items else click.echo(f"no {member}", err=True)

    def print_item(self, item: Item) -> None:
        """Print one result."""
        written = write_times(item)
        if self.as_json:
            return click.echo(json.dumps(written, indent=1, ensure_ascii=False))
        return click.echo("\n".join(f"{name}: {value}" for name, value in written.items()))


def _read_items(page: Callable[[Item], Item], member: str) -> Iterator[Item]:
    params: Item = {"MaxResults": _PAGE_SIZE}
    while True:
        answer = page(params)
        yield from answer[member]
        if "NextToken" not in answer:
            return
        params = {"MaxResults": _PAGE_SIZE, "NextToken": answer["NextToken"]}


def _join(item: Item, columns: tuple[str, ...]) -> str:
    return "  ".join(str(item.get(name, "")) for name in columns)


def _pass_session(command: Command) -> Command:
    """Call the command with a session, and report the errors of the marketplace."""

    @click.pass_context
    @wraps(command)
    def run_command(context: click.Context, *arguments: Any, **options: Any) -> None:
        given: WorkerOptions = context.obj
        with report_errors():
            marketplace = connect_marketplace(given.read_settings())
            try:
                session = WorkerSession(given.build_worker(marketplace), given.as_json)
                command(session, *arguments, **options)
            except RefusedCallError as error:
                raise click.ClickException(f"{error.code}: {error.message}") from None
            except ServiceFault as error:
                raise click.ClickException(marketplace.database.explain(error.reason)) from None
            finally:
                marketplace.close()

    return run_command  # type: ignore[return-value]  # click takes the context off again


@click.group(cls=SummaryGroup)
@click.option(
    "--id", "worker_id", default="A1TESTWORKER", show_default=True, help="The worker's identifier."
)
@click.option(
    "--country",
    help="Where the worker is, such as US or US-CA.  [default: as stored in the marketplace]",
)
@click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML).")
@click.option("--database", help="An SQLAlchemy URL.  [default: as serve]")
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
@_pass_session
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
@_pass_session
def hits(session: WorkerSession, whole: bool) -> None:
    """List the HITs that this worker sees, and for each one that it may not accept, why.

    A worker does not see HITs without work, HITs that it has done, HITs of requesters who blocked
    it, and HITs that a requirement hides from it.
    """
    worker = session.worker
    page = worker.list_all_hits if whole else worker.list_open_hits
    found = list(_read_items(page, "HITs"))
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
    yield _join(hit, ("HITId", "Reward", "Title"))
    yield from (f"    may not accept: {each}" for each in hit["Reasons"])


@worker.command()
@_pass_session
def assignments(session: WorkerSession) -> None:
    """List the worker's own assignments, with their deadlines, decisions, feedback and rewards."""
    found = list(_read_items(session.worker.list_assignments, "Assignments"))
    session.print_lines(found, "Assignments", _describe_assignment)


def _describe_assignment(assignment: Item) -> Iterator[str]:
    yield _join(assignment, ("AssignmentId", "AssignmentStatus", "Reward", "Title"))
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
@_pass_session
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
@_pass_session
def accept(session: WorkerSession, hit_id: str) -> None:
    """Accept an assignment of a HIT."""
    session.print_item(session.worker.accept(hit_id))


@worker.command()
@click.argument("assignment_id")
@click.argument("answers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--answers", "file", type=click.Path(path_type=Path), help="A file with QuestionFormAnswers."
)
@_pass_session
def submit(
    session: WorkerSession, assignment_id: str, answers: tuple[str, ...], file: Path | None
) -> None:
    """Submit the answers of an assignment; they are written as for `request`."""
    session.print_item(session.worker.submit(assignment_id, _read_answers(answers, file)))


@worker.command(name="return")
@click.argument("assignment_id")
@_pass_session
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
            raise click.UsageError(f"{pair!r} is no NAME=VALUE, such as colour=blue")
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
