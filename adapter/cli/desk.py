"""`mturk-adapter desk`: print a one-time link to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapter.application.configuration import read_settings
from adapter.application.desk import build_desk_link, choose_requester
from adapter.application.listeners import find_site_url
from adapter.cli.account_options import PEOPLE_URL, add_account_options
from adapter.cli.open_marketplace import open_marketplace
from adapter.cli.output import JSON, print_json
from adapter.cli.problems import report_errors
from adapter.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@PEOPLE_URL
@JSON
@add_account_options
def desk(
    people_url: str | None,
    as_json: bool,
    account: str | None,
    config: Path | None,
    database: str | None,
) -> None:
    """Print a link to the desk, where requesters review work in a browser.

    The link signs in once, within a day. `serve` has the desk on people's pages, under /desk.
    """
    with report_errors():
        flags = {"upstream": "marketplace", "database": database}
        settings = read_settings(flags, config, listens=False)
        site_url = people_url or find_site_url(settings)
        if site_url is None:
            raise SettingError("--people-url", "say where browsers reach people's pages")
        with open_marketplace(settings) as marketplace:
            chosen = choose_requester(settings, marketplace, account)
            link = build_desk_link(marketplace, chosen, site_url)
    if as_json:
        print_json({"account": chosen, "url": link})
    else:
        click.echo(link)
