"""`mturk-adapter worker …`: play a worker of the marketplace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adapter.application.configuration import read_settings
from adapter.application.marketplace import connect_marketplace
from adapter.cli.problems import reported
from adapter.current_api.times import write_times
from adapter.marketplace import MarketplaceError, RefusedCallError
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Item = Mapping[str, Any]
    Command = TypeVar("Command", bound=Callable[..., None])

_MOST = 100


@dataclass(frozen=True, slots=True)
class Player:
    """The worker that the command plays, and how answers are printed.

    Attributes:
        worker: does what the commands say.
        as_json: answers are printed as the API has them, and not as lines.
    """

    worker: Worker
    as_json: bool

    def listed(self, page: Callable[[Item], Item], member: str, columns: tuple[str, ...]) -> None:
        """Prints the whole list."""
        items = list(_every(page, member))
        if self.as_json:
            return self.show({member: items})
        for each in items:
            click.echo("  ".join(str(each.get(name, "")) for name in columns))
        return None if items else click.echo(f"no {member}", err=True)

    def show(self, answer: Item) -> None:
        """Prints one answer."""
        written = write_times(answer)
        if self.as_json:
            return click.echo(json.dumps(written, indent=1, ensure_ascii=False))
        return click.echo("\n".join(f"{name}: {value}" for name, value in written.items()))


def _every(page: Callable[[Item], Item], member: str) -> Iterator[Item]:
    params: Item = {"MaxResults": _MOST}
    while True:
        answer = page(params)
        yield from answer[member]
        if "NextToken" not in answer:
            return
        params = {"MaxResults": _MOST, "NextToken": answer["NextToken"]}


def _plays(command: Command) -> Command:
    """Gives the command its Player, and ends it with the refusal's own words."""

    @click.pass_context
    @wraps(command)
    def played(context: click.Context, *arguments: Any, **options: Any) -> None:
        flags, config, worker_id, as_json = context.obj
        with reported():
            marketplace = connect_marketplace(read_settings(flags, config))
            try:
                player = Player(Worker(marketplace, worker_id), as_json)
                command(player, *arguments, **options)
            except RefusedCallError as error:
                raise click.ClickException(f"{error.code}: {error.message}") from None
            except MarketplaceError as error:
                raise click.ClickException(str(error)) from None
            finally:
                marketplace.close()

    return played  # type: ignore[return-value]  # click takes the context off again


@click.group()
@click.option("--id", "worker_id", default="A1TESTWORKER", show_default=True, help="Who works.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML).")
@click.option("--database", help="An SQLAlchemy URL.  [default: as serve]")
@click.option("--clock", help="What time it is, such as 2016-01-02T12:00:00Z.  [default: now]")
@click.option("--json", "as_json", is_flag=True, help="Print answers as JSON.")
@click.pass_context
def worker(
    context: click.Context,
    worker_id: str,
    config: Path | None,
    database: str | None,
    clock: str | None,
    as_json: bool,
) -> None:
    """Play a worker: look for work in the marketplace, ask for qualifications, hand in answers.

    The database is the one that `serve` has, which may be serving meanwhile. For example:

    \b
    mturk-adapter worker types
    mturk-adapter worker --id A2WORKER request TYPE finch=brambling owl=tawny
    mturk-adapter worker hits
    mturk-adapter worker accept HIT
    mturk-adapter worker submit ASSIGNMENT comment='A tawny owl.'
    """
    flags = {"upstream": "marketplace", "database": database, "clock": clock}
    context.obj = (flags, config, worker_id, as_json)


@worker.command()
@click.option("--query", help="Only those with these words in their name or description.")
@_plays
def types(player: Player, query: str | None) -> None:
    """List the qualification types that can be asked for."""
    asked = {} if query is None else {"Query": query}
    player.listed(
        lambda params: player.worker.list_requestable_types({**params, **asked}),
        "QualificationTypes",
        ("QualificationTypeId", "Name", "Description"),
    )


@worker.command()
@_plays
def hits(player: Player) -> None:
    """List the HITs that have work for this worker."""
    player.listed(player.worker.list_open_hits, "HITs", ("HITId", "Reward", "Title"))


@worker.command()
@click.argument("qualification_type_id")
@click.argument("answers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--answers", "file", type=click.Path(path_type=Path), help="A QuestionFormAnswers.")
@_plays
def request(
    player: Player, qualification_type_id: str, answers: tuple[str, ...], file: Path | None
) -> None:
    """Ask for a qualification, with the answers to its test if it has one.

    NAME is a question's identifier, and VALUE a text or, where the question is a choice, a
    selection's identifier; several selections are several pairs of one NAME.
    """
    given = _answers(answers, file)
    player.show(player.worker.request_qualification(qualification_type_id, given or None))


@worker.command()
@click.argument("hit_id")
@_plays
def accept(player: Player, hit_id: str) -> None:
    """Accept an assignment of a HIT."""
    player.show(player.worker.accept(hit_id))


@worker.command()
@click.argument("assignment_id")
@click.argument("answers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--answers", "file", type=click.Path(path_type=Path), help="A QuestionFormAnswers.")
@_plays
def submit(player: Player, assignment_id: str, answers: tuple[str, ...], file: Path | None) -> None:
    """Hand in the answers of an assignment; they are written as for `request`."""
    player.show(player.worker.submit(assignment_id, _answers(answers, file)))


@worker.command(name="return")
@click.argument("assignment_id")
@_plays
def give_back(player: Player, assignment_id: str) -> None:
    """Return an assignment, so that somebody else can do it."""
    player.worker.return_assignment(assignment_id)
    player.show({"AssignmentId": assignment_id, "AssignmentStatus": "Returned"})


def _answers(pairs: tuple[str, ...], file: Path | None) -> str | Mapping[str, str | list[str]]:
    """What is answered: the file's document, or the values by question."""
    if file is not None and pairs:
        raise click.UsageError("give the answers as NAME=VALUE or as a file, not both")
    if file is not None:
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"{file} cannot be read: {error}") from None
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise click.UsageError(f"{pair!r} is no NAME=VALUE, such as colour=blue")
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
