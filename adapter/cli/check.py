"""`mturk-adapter check`: mappings, recorded cases and settings, before anything listens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapter import current
from adapter.cli.build import settings_of
from adapter.errors import StartError
from adapter.exchange.folder import load_cases
from adapter.exchange.held_to_model import case_problems
from adapter.lint import lint
from adapter.mapping.loader import load
from adapter.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Findings = tuple[str, list[str]]


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="The settings file to check.")
@click.option("--replay", type=click.Path(path_type=Path), help="The recorded cases to check.")
def check(config: Path | None, replay: Path | None) -> None:
    """Check mappings, recorded cases and settings; exit code 1 when something is wrong.

    Without options: the mappings, the settings as variables give them, and the cases that these
    settings replay.
    """
    checks: Mapping[str, Callable[[], Findings]] = {
        "mappings": _mappings,
        "cases": lambda: _cases(replay or settings_of({}, config).replay),
        "settings": lambda: _settings(config),
    }
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
    catalogue = load(folder("mappings"))
    findings = lint(catalogue, current.load())
    return f"{len(catalogue.mappings)} operations", [str(each) for each in findings]


def _cases(root: Path) -> Findings:
    cases = load_cases(root)
    wrong = [f"{case.name}: {problem}" for case in cases for problem in case_problems(case)]
    return f"{len(cases)} recorded in {root}", wrong


def _settings(config: Path | None) -> Findings:
    settings = settings_of({}, config)
    accounts = len(settings.accounts)
    who = f"accounts: {accounts}" if accounts else "any access key"
    return f"{settings.upstream} on {settings.bind}, {who}", list(settings.warnings)
