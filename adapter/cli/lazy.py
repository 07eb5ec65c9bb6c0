"""Click groups: one shows whole summaries, and one imports a command only when it is used.

Commands import much that other commands do not need, and `serve` should start without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


_NO_LIMIT = 10_000


class SummaryGroup(click.Group):
    """A group whose help shows the whole first sentence of each command; click's own cuts it."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their summaries."""
        commands = [self.get_command(ctx, name) for name in self.list_commands(ctx)]
        rows = [(each.name or "", each.get_short_help_str(_NO_LIMIT)) for each in commands if each]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class LazyGroup(SummaryGroup):
    """A group whose commands are imported when they are used.

    Args:
        commands_by_import: `module:attribute` by a command's name, in the order of the help.
    """

    def __init__(self, *args: Any, commands_by_import: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._imports = commands_by_import

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return [*self._imports, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported; None where no command has this name."""
        if cmd_name not in self._imports:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._imports[cmd_name].partition(":")
        return cast("click.Command", getattr(import_module(module), attribute))
