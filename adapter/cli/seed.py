"""`mturk-adapter seed` and `mturk-adapter dump`: the marketplace's state, in and out."""

from __future__ import annotations

import json
from pathlib import Path

import click

from adapter.application import marketplace
from adapter.application.configuration import read_settings
from adapter.cli.problems import reported

_OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option("--database", help="An SQLAlchemy URL.  [default: as serve]"),
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OPTIONS[0]
@_OPTIONS[1]
def seed(files: tuple[Path, ...], config: Path | None, database: str | None) -> None:
    """Load FILES into the marketplace's database; `demo` is the one that comes with the adapter.

    A seed is a JSON document in the current API's own shapes, which README describes. What is there
    already stays as it is, so loading one twice changes nothing; a bad one is refused whole.
    """
    with reported():
        settings = read_settings({"upstream": "marketplace", "database": database}, config)
        opened = marketplace.connect_marketplace(settings)
        for file in files:
            loaded = marketplace.load_seed(opened, file)
            counts = ", ".join(f"{number} {name}" for name, number in loaded.items() if number)
            click.echo(f"{file}: {counts or 'nothing new'}")


@click.command()
@click.option("--account", help="Whose state; only needed where there are several.")
@_OPTIONS[0]
@_OPTIONS[1]
def dump(account: str | None, config: Path | None, database: str | None) -> None:
    """Print an account's state in the marketplace as a seed."""
    with reported():
        settings = read_settings({"upstream": "marketplace", "database": database}, config)
        state = marketplace.dump_account(marketplace.connect_marketplace(settings), account)
    click.echo(json.dumps(state, indent=1, ensure_ascii=False))
