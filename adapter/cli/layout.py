"""`mturk-adapter layout`: make the layouts that programs name by a HITLayoutId."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adapter.cli.account_options import FRAME_HEIGHT, add_account_options, open_account
from adapter.cli.lazy import SummaryGroup
from adapter.marketplace.hits.layouts import add_layout, list_layouts

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(cls=SummaryGroup)
def layout() -> None:
    """Keep HTML under a HITLayoutId, from which CreateHIT makes questions.

    The HTML has a placeholder such as ${image} for each HITLayoutParameter. A page whose programs
    name its old id gets that id by --id.
    """


@layout.command()
@click.argument("page", type=_FILE)
@click.option("--name", help="A name for people.  [default: the file's]")
@click.option("--id", "layout_id", help="The HITLayoutId.  [default: a new one]")
@FRAME_HEIGHT
@add_account_options
def add(
    page: Path, name: str | None, layout_id: str | None, frame_height: int, **place: Any
) -> None:
    """Keep the HTML of the file PAGE, and print its HITLayoutId."""
    html = read_page(page)
    with open_account(**place) as (marketplace, account):
        with marketplace.begin_write(account) as transaction:
            made = add_layout(
                transaction,
                html,
                name=name or page.stem,
                frame_height=frame_height,
                layout_id=layout_id,
            )
        click.echo(made)


@layout.command(name="list")
@add_account_options
def list_all(**place: Any) -> None:
    """List the layouts: each one's id, name and placeholders, and whether it is retired."""
    with open_account(**place) as (marketplace, account):
        with marketplace.begin_read(account) as transaction:
            found = list_layouts(transaction)
        for each in found:
            names = (f"${{{name}}}" for name in each.placeholders)
            retired = ["(retired)"] if each.retired else []
            click.echo("  ".join([each.id, each.name, *retired, *names]))


def read_page(page: Path) -> str:
    """Return the HTML of the file, or raise an error that names it."""
    try:
        return page.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{page} is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise click.ClickException(f"{page} cannot be read: {error.strerror}") from None
