"""`mturk-adapter check`: mappings, recorded cases and settings, before anything listens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.configuration import read_settings
from adapter.application.listeners import choose_access
from adapter.cli.hosts import check_hosts
from adapter.cli.progress import track
from adapter.current_api import model as current
from adapter.errors import StartError
from adapter.mapping.catalogue import load
from adapter.mapping.lint import lint
from adapter.recordings.folder import find_problems, load_cases
from adapter.settings.resources import find_data_folder
from adapter.translation.handlers import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Findings = tuple[str, list[str]]


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="The settings file to check.")
@click.option("--replay", type=click.Path(path_type=Path), help="The recorded cases to check.")
@click.option(
    "--hosts", is_flag=True, help="Check only what Amazon's four host names resolve to here."
)
@click.option(
    "--port", default=443, show_default=True, help="The port at which --hosts expects TLS."
)
def check(config: Path | None, replay: Path | None, hosts: bool, port: int) -> None:
    """Check mappings, recorded cases and settings; exit with code 1 if something is wrong.

    Without options, checks the mappings, the settings of the environment, and the cases that
    these settings replay.

    With --hosts, prints for each of Amazon's host names its addresses, whose they are, and whether
    the adapter answers there with a valid certificate. Apart from DNS queries, nothing is sent to
    other machines.
    """
    checks: Mapping[str, Callable[[], Findings]] = {
        "mappings": _check_mappings,
        "cases": lambda: _check_cases(
            replay or read_settings({}, config, listens=config is not None).replay
        ),
        "settings": lambda: _check_settings(config),
    }
    if hosts:
        checks = {"hosts": lambda: check_hosts(config, port)}
    failures = [name for name, find in checks.items() if _report(name, find)]
    if failures:
        raise SystemExit(1)


def _report(name: str, find: Callable[[], Findings]) -> bool:
    """Print the findings of a check, and return whether there are any."""
    try:
        summary, wrong = find()
    except (StartError, PermissionError) as error:
        summary, wrong = "cannot be used", [str(error)]
    click.echo(f"{name}: {summary}" + (f"; {len(wrong)} wrong" if wrong else ""))
    for each in wrong:
        click.echo(f"  {each}")
    return bool(wrong)


def _check_mappings() -> Findings:
    catalogue = load(find_data_folder("mappings"))
    findings = lint(catalogue, current.load(), HANDLERS)
    return f"{len(catalogue.mappings)} operations", [str(each) for each in findings]


def _check_cases(root: Path) -> Findings:
    cases = load_cases(root, partial(track, label="Reading recorded cases"))
    wrong = [f"{case.name}: {problem}" for case in cases for problem in find_problems(case)]
    return f"{len(cases)} recorded in {root}", wrong


def _check_settings(config: Path | None) -> Findings:
    settings = read_settings({}, config, listens=config is not None)
    accounts = len(settings.accounts)
    who = f"accounts: {accounts}" if accounts else "any access key"
    has_people = settings.upstream == "marketplace" and settings.people != "none"
    people = f", people: {choose_access(settings)}" if has_people else ""
    return f"{settings.upstream} on {settings.bind}, {who}{people}", list(settings.warnings)
