"""The command line: one module a command."""

from __future__ import annotations

import click

from adapter.cli.call import call
from adapter.cli.check import check
from adapter.cli.env import env
from adapter.cli.explain import explain
from adapter.cli.operations import operations
from adapter.cli.run import run
from adapter.cli.serve import serve
from adapter.cli.trust import trust


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mturk-adapter")
def main() -> None:
    """Answers programs written for Mechanical Turk's legacy Requester API.

    Start with `mturk-adapter serve`, then point the old program at the address it prints.
    Exit codes: 0 done, 1 something was found wrong, 2 the command line cannot be understood.
    """


for command in (serve, run, explain, operations, check, env, call, trust):
    main.add_command(command)
