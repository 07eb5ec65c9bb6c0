"""`mturk-adapter check`: mappings, recorded cases and settings, before anything listens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter.application.configuration import read_settings
from adapter.cli.hosts import where_names_lead
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
    "--hosts", is_flag=True, help="Check only where Amazon's four names lead on this machine."
)
@click.option("--port", default=443, show_default=True, help="Where --hosts looks for TLS.")
def check(config: Path | None, replay: Path | None, hosts: bool, port: int) -> None:
    """Check mappings, recorded cases and settings; exit code 1 when something is wrong.

    Without options: the mappings, the settings as variables give them, and the cases that these
    settings replay.

    With --hosts: for each of Amazon's names its addresses, whose they are, and whether the adapter
    answers there with a certificate that verifies. Nothing is sent to any other machine but the
    question for the address.
    """
    checks: Mapping[str, Callable[[], Findings]] = {
        "mappings": _mappings,
        "cases": lambda: _cases(replay or read_settings({}, config).replay),
        "settings": lambda: _settings(config),
    }
    if hosts:
        checks = {"hosts": lambda: where_names_lead(config, port)}
    wrong = [each for name, found in checks.items() for each in _said(name, found)]
    if wrong:
        raise SystemExit(1)


def _said(name: str, found: Callable[[], Findings]) -> list[str]:
    """Prints what one check found, and gives what is wrong."""
    try:
        summary, wrong = found()
    except StartError as error:
        summary, wrong = "cannot be used", [str(error)]
    click.echo(f"{name}: {summary}" + (f"; {len(wrong)} wrong" if wrong else ""))
    for each in wrong:
        click.echo(f"  {each}")
    return wrong


def _mappings() -> Findings:
    catalogue = load(find_data_folder("mappings"))
    findings = lint(catalogue, current.load(), HANDLERS)
    return f"{len(catalogue.mappings)} operations", [str(each) for each in findings]


def _cases(root: Path) -> Findings:
    cases = load_cases(root)
    wrong = [f"{case.name}: {problem}" for case in cases for problem in find_problems(case)]
    return f"{len(cases)} recorded in {root}", wrong


def _settings(config: Path | None) -> Findings:
    settings = read_settings({}, config)
    accounts = len(settings.accounts)
    who = f"accounts: {accounts}" if accounts else "any access key"
    return f"{settings.upstream} on {settings.bind}, {who}", list(settings.warnings)
