"""The command line: one module a command."""

from __future__ import annotations

import click

from adapter.cli.late import COMMANDS


class _Commands(click.Group):
    """Commands that are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those of COMMANDS, and any that were added."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None where there is no such command, which click says."""
        if cmd_name in COMMANDS:
            return COMMANDS[cmd_name]()
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mturk-adapter")
def main() -> None:
    """Answers programs written for Mechanical Turk's legacy Requester API.

    Start with `mturk-adapter serve`, then point the old program at the address it prints.
    Exit codes: 0 done, 1 something was found wrong, 2 the command line cannot be understood.
    """
