"""The options of commands that change one account's state in the marketplace."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.configuration import read_settings
from adapter.application.listeners import find_site_url
from adapter.application.marketplace import choose_account
from adapter.cli.open_marketplace import open_marketplace
from adapter.cli.problems import report_errors
from adapter.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from adapter.marketplace import Marketplace
    from adapter.settings import Settings

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


FRAME_HEIGHT = click.option(
    "--frame-height",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="In pixels; 0 means as high as the window.",
)
"""The option of commands that make pages for frames."""


PEOPLE_URL = click.option(
    "--people-url", help="Where browsers reach people's pages.  [default: as serve]"
)
"""The option of commands that print addresses of people's pages."""


@contextmanager
def open_account(
    account: str | None, config: Path | None, database: str | None
) -> Iterator[tuple[Marketplace, str]]:
    """Open the marketplace, and name the account.

    Args:
        account: the access key; None: the only one there is.
        config: the settings file.
        database: the file or URL.
    """
    with _open(account, config, database) as (marketplace, chosen, _):
        yield marketplace, chosen


@contextmanager
def open_site(
    people_url: str | None, account: str | None, config: Path | None, database: str | None
) -> Iterator[tuple[Marketplace, str, str]]:
    """Open the marketplace, and name the account and the URL of people's pages.

    Args:
        people_url: where browsers reach them; None: where those of `serve` are.
        account: the access key; None: the only one there is.
        config: the settings file.
        database: the file or URL.
    """
    with _open(account, config, database) as (marketplace, chosen, settings):
        site_url = people_url or find_site_url(settings)
        if site_url is None:
            raise SettingError("--people-url", "say where browsers reach people's pages")
        yield marketplace, chosen, site_url


@contextmanager
def _open(
    account: str | None, config: Path | None, database: str | None
) -> Iterator[tuple[Marketplace, str, Settings]]:
    flags = {"upstream": "marketplace", "database": database}
    with report_errors():
        settings = read_settings(flags, config, listens=False)
        with open_marketplace(settings) as marketplace:
            yield marketplace, choose_account(settings, marketplace, account), settings
