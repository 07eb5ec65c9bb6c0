"""`mturk-adapter report`: print what was used of the legacy API, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import click
import requests

from adapter.cli.problems import report_errors
from adapter.cli.progress import track
from adapter.explain.report import build_report
from adapter.explain.report.documents import render_json
from adapter.explain.report.markdown import render_markdown
from adapter.legacy_api.recorded_use import read_used_call
from adapter.mapping.catalogue import load
from adapter.observability.usage import UsageLog
from adapter.recordings.folder import list_case_folders, load_case
from adapter.settings.resources import find_data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.explain.report import Report

_FORMATS: Mapping[str, Callable[[Report], str]] = {
    "markdown": render_markdown,
    "json": render_json,
}
_PAGES = {"markdown": "report.md", "json": "report.json"}
_SECONDS = 60


@click.command()
@click.argument("source", metavar="FOLDER-OR-URL")
@click.option(
    "--format", "form", type=click.Choice(list(_FORMATS)), default="markdown", show_default=True
)
def report(source: str, form: str) -> None:
    """Print what a program used of the legacy API, and the boto3 code to write instead.

    FOLDER-OR-URL is a folder of recorded cases (`serve --record FOLDER` writes one), or the admin
    address of a running adapter, which has counted every call since its start.

    For example: mturk-adapter report http://127.0.0.1:8081/ > migration.md
    """
    with report_errors():
        text = _fetch(source, form) if "://" in source else _FORMATS[form](_read(Path(source)))
    click.echo(text, nl=False)


def _fetch(url: str, form: str) -> str:
    address = urljoin(url, _PAGES[form])
    try:
        answer = requests.get(address, timeout=_SECONDS)
    except requests.RequestException as error:
        text = f"{url} cannot be reached: {type(error).__name__}; is an adapter running there?"
        raise click.ClickException(text) from error
    if not answer.ok:
        text = (
            f"{address} answers {answer.status_code}; name the admin address, which serve prints, "
            "of an adapter that verifies no signatures"
        )
        raise click.ClickException(text)
    return answer.text


def _read(folder: Path) -> Report:
    catalogue, usage = load(find_data_folder("mappings")), UsageLog()
    for each in track(list_case_folders(folder), "Reading recorded cases"):
        call = read_used_call(load_case(each), catalogue)
        if call is not None:
            usage.add(call)
    return build_report(usage.list_usage(), catalogue)
