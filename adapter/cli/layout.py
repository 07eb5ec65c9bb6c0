"""`mturk-adapter layout`: make the layouts that programs name by a HITLayoutId."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import FRAME_HEIGHT, add_account_options, open_account
from adapter.cli.lazy import SummaryGroup
from adapter.marketplace.hits.layouts import add_layout, list_layouts

if TYPE_CHECKING:
    from adapter.marketplace.hits.layouts import Layout

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print a JSON document.")


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
@_JSON
@add_account_options
def add(
    page: Path,
    name: str | None,
    layout_id: str | None,
    frame_height: int,
    as_json: bool,
    **place: Any,
) -> None:
    """Keep the HTML of the file PAGE, and print its HITLayoutId."""
    html = read_page(page)
    with (
        open_account(**place) as (marketplace, account),
        marketplace.begin_write(account) as transaction,
    ):
        made = add_layout(
            transaction,
            html,
            name=name or page.stem,
            frame_height=frame_height,
            layout_id=layout_id,
        )
    click.echo(json.dumps({"id": made}) if as_json else made)


@layout.command(name="list")
@_JSON
@add_account_options
def list_all(as_json: bool, **place: Any) -> None:
    """List the layouts: each one's id, name and placeholders, and whether it is retired."""
    with (
        open_account(**place) as (marketplace, account),
        marketplace.begin_read(account) as transaction,
    ):
        found = list_layouts(transaction)
    if as_json:
        click.echo(json.dumps([_describe(each) for each in found]))
        return
    for each in found:
        names = (f"${{{name}}}" for name in each.placeholders)
        retired = ["(retired)"] if each.retired else []
        click.echo("  ".join([each.id, each.name, *retired, *names]))


def _describe(layout: Layout) -> dict[str, object]:
    """Return the layout as members of JSON."""
    return {
        "id": layout.id,
        "name": layout.name,
        "placeholders": list(layout.placeholders),
        "retired": layout.retired is not None,
    }


def read_page(page: Path) -> str:
    """Return the HTML of the file, or raise an error that names it."""
    try:
        return page.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{page} is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise click.ClickException(f"{page} cannot be read: {error.strerror}") from None
