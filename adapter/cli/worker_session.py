"""The worker that the commands of `mturk-adapter worker` act as, and how they print results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adapter.application.configuration import read_settings
from adapter.cli.open_marketplace import open_marketplace
from adapter.cli.problems import report_errors
from adapter.current_api.times import write_times
from adapter.marketplace.errors import InvalidValueError
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from adapter.marketplace import Marketplace
    from adapter.settings import Settings

    Item = Mapping[str, Any]
    Command = TypeVar("Command", bound=Callable[..., None])

_PAGE_SIZE = 100


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
            list(read_items(page, member)), member, lambda item: [join_members(item, columns)]
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


def read_items(page: Callable[[Item], Item], member: str) -> Iterator[Item]:
    """Yield the items of a whole list, page by page."""
    params: Item = {"MaxResults": _PAGE_SIZE}
    while True:
        answer = page(params)
        yield from answer[member]
        if "NextToken" not in answer:
            return
        params = {"MaxResults": _PAGE_SIZE, "NextToken": answer["NextToken"]}


def join_members(item: Item, columns: tuple[str, ...]) -> str:
    """Return the item as a line of these members."""
    return "  ".join(str(item.get(name, "")) for name in columns)


def pass_session(command: Command) -> Command:
    """Call the command with a session, and report the errors of the marketplace."""

    @click.pass_context
    @wraps(command)
    def run_command(context: click.Context, *arguments: Any, **options: Any) -> None:
        given: WorkerOptions = context.obj
        with report_errors(), open_marketplace(given.read_settings()) as marketplace:
            session = WorkerSession(given.build_worker(marketplace), given.as_json)
            command(session, *arguments, **options)

    return run_command  # type: ignore[return-value]  # click takes the context off again
