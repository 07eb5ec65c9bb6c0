"""`mturk-adapter seed` and `mturk-adapter dump`: load and print the marketplace's state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application import marketplace
from adapter.application.configuration import read_settings
from adapter.cli.problems import report_errors
from adapter.cli.progress import Progress
from adapter.settings.database import describe_database

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option("--database", help="A file or an SQLAlchemy URL.  [default: as serve]"),
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OPTIONS[0]
@_OPTIONS[1]
def seed(files: tuple[Path, ...], config: Path | None, database: str | None) -> None:
    """Load FILES into the marketplace's database; `demo` is a seed that comes with the adapter.

    A seed is a JSON document in the shapes of the current API; docs/marketplace.md describes it.
    Items that exist already are not changed, so a seed can be loaded twice. A seed with an error
    is not loaded at all.
    """
    with report_errors():
        settings = read_settings(
            {"upstream": "marketplace", "database": database}, config, listens=False
        )
        opened = marketplace.connect_shared_marketplace(settings, creates=True)
        if opened.is_new:
            click.echo(f"made a new database: {describe_database(settings.database)}", err=True)
        for file in files:
            loaded = marketplace.load_seed(opened, file, _show_progress(file))
            counts = ", ".join(f"{number} {name}" for name, number in loaded.items() if number)
            click.echo(f"{file}: {counts or 'nothing new'}")


def _show_progress(file: Path) -> Callable[[str, int, int], None]:
    progress = Progress()
    return lambda name, done, total: progress.report(f"{file}: {name}", done, total)


@click.command()
@click.option("--account", help="The access key; needed only if there are several accounts.")
@_OPTIONS[0]
@_OPTIONS[1]
def dump(account: str | None, config: Path | None, database: str | None) -> None:
    """Print an account's state in the marketplace as a seed."""
    with report_errors():
        settings = read_settings(
            {"upstream": "marketplace", "database": database}, config, listens=False
        )
        opened = marketplace.connect_shared_marketplace(settings)
        state = marketplace.dump_account(settings, opened, account, Progress().report)
    click.echo(json.dumps(state, indent=1, ensure_ascii=False))
