"""`mturk-adapter operations`: list the legacy operations, and how exactly each is answered."""

from __future__ import annotations

import json
import shutil
import textwrap
from typing import TYPE_CHECKING

import click

from adapter.cli.problems import report_errors
from adapter.mapping.catalogue import load
from adapter.settings.resources import find_data_folder

if TYPE_CHECKING:
    from adapter.mapping.schema import Mapping


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of text.")
def operations(as_json: bool) -> None:
    """List every legacy operation that is answered: exact, lossy or approximate, and why."""
    with report_errors():
        mappings = sorted(
            load(find_data_folder("mappings")).mappings.values(), key=lambda m: m.operation
        )
    if as_json:
        click.echo(json.dumps([_describe(each) for each in mappings], indent=2))
    else:
        click.echo("\n".join(line for each in mappings for line in _format_lines(each)))


def _describe(mapping: Mapping) -> dict[str, object]:
    return {
        "operation": mapping.operation,
        "fidelity": mapping.fidelity,
        "summary": mapping.summary,
        "current": list(mapping.current),
        "losses": [loss.text for loss in mapping.losses],
    }


def _format_lines(mapping: Mapping) -> list[str]:
    current = ", ".join(mapping.current) or "worked out here"
    width = max(60, min(100, shutil.get_terminal_size().columns))
    losses = [
        line
        for loss in mapping.losses
        for line in textwrap.wrap(
            loss.text, width, initial_indent="    - ", subsequent_indent="      "
        )
    ]
    return [f"{mapping.operation:40} {mapping.fidelity:12} {current}", *losses]
