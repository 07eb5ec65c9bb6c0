"""The command line: one module a command."""

from __future__ import annotations

import click

from adapter.cli.lazy import LazyGroup

COMMANDS = {
    "serve": "adapter.cli.serve:serve",
    "run": "adapter.cli.run:run",
    "explain": "adapter.cli.explain:explain",
    "report": "adapter.cli.report:report",
    "operations": "adapter.cli.operations:operations",
    "check": "adapter.cli.check:check",
    "env": "adapter.cli.env:env",
    "call": "adapter.cli.call:call",
    "seed": "adapter.cli.seed:seed",
    "import": "adapter.cli.import_files:import_files",
    "dump": "adapter.cli.seed:dump",
    "desk": "adapter.cli.desk:desk",
    "invite": "adapter.cli.invite:invite",
    "invitations": "adapter.cli.invite:invitations",
    "layout": "adapter.cli.layout:layout",
    "batch": "adapter.cli.batch:batch",
    "link": "adapter.cli.link:link",
    "results": "adapter.cli.results:results",
    "review": "adapter.cli.review:review",
    "people": "adapter.cli.people:people",
    "owed": "adapter.cli.owed:owed",
    "paid": "adapter.cli.owed:paid",
    "trust": "adapter.cli.trust:trust",
    "worker": "adapter.cli.worker:worker",
}
"""Import strings by a command's name, in the order of the help."""


@click.group(
    cls=LazyGroup,
    commands_by_import=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="mturk-adapter")
def main() -> None:
    """Answer programs written for Mechanical Turk's legacy Requester API.

    Start with `mturk-adapter serve`, then point the old program at the address it prints.
    Exit codes: 0 done, 1 something was found wrong, 2 the command line cannot be understood.
    """
