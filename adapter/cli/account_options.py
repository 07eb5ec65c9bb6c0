"""The options of commands that change one account's state in the marketplace."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.configuration import read_settings
from adapter.application.marketplace import choose_account, connect_shared_marketplace
from adapter.cli.problems import report_errors
from adapter.marketplace import RefusedCallError, ServiceFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from adapter.marketplace import Marketplace

OPTIONS = (
    click.option("--account", help="The access key; needed only if there are several accounts."),
    click.option("--config", type=click.Path(path_type=Path), help="The settings file (TOML)."),
    click.option("--database", help="A file or an SQLAlchemy URL.  [default: as serve]"),
)


def add_account_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which passes their values to `open_account`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@contextmanager
def open_account(
    account: str | None, config: Path | None, database: str | None
) -> Iterator[tuple[Marketplace, str]]:
    """Open the marketplace that `serve` has too, and report errors as the command line does.

    Args:
        account: the access key; None: the only one there is.
        config: the settings file.
        database: the file or URL.
    """
    flags = {"upstream": "marketplace", "database": database}
    with report_errors():
        marketplace = connect_shared_marketplace(read_settings(flags, config, listens=False))
        try:
            yield marketplace, choose_account(marketplace, account)
        except RefusedCallError as error:
            raise click.ClickException(f"{error.code}: {error.message}") from None
        except ServiceFault as error:
            raise click.ClickException(marketplace.database.explain(error.reason)) from None
        finally:
            marketplace.close()
