"""`mturk-adapter explain`: print a legacy call as code for the current API."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click

from adapter.cli.problems import report_errors
from adapter.explain import explain as explain_call
from adapter.legacy_api.wires import find_wire
from adapter.mapping.catalogue import load
from adapter.model import HttpRequest
from adapter.recordings.request_text import read_request
from adapter.settings.resources import find_data_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapter.explain import Explanation


@click.command()
@click.argument("source", metavar="URL-OR-FILE")
def explain(source: str) -> None:
    """Print the boto3 code and the AWS CLI line for a legacy call, and what is lost.

    URL-OR-FILE is a legacy URL with its query, a file with an HTTP request (such as the
    request.http of a recorded case), a file with a SOAP body, or - for standard input. Nothing is
    sent anywhere, and signatures are not verified.

    For example: mturk-adapter explain 'http://x/?Operation=GetQualificationRequests&PageSize=5'
    """
    with report_errors():
        http = _read_url(source) if "://" in source else _read_file(source)
        catalogue = load(find_data_folder("mappings"))
        calls = find_wire(http).read(http).calls
        click.echo("\n\n".join(_format(explain_call(each, catalogue)) for each in calls))


def _read_url(url: str) -> HttpRequest:
    try:
        parts = urlsplit(url)
        query = parts.query.encode()
    except ValueError as error:
        raise click.UsageError(f"{url!r} cannot be read as a URL: {error}") from error
    return HttpRequest("GET", parts.netloc, unquote(parts.path), query, {}, b"")


def _read_file(name: str) -> HttpRequest:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        if content.lstrip().startswith(b"<"):
            return HttpRequest("POST", "", "/", b"", {"content-type": "text/xml"}, content)
        return read_request(content)
    except OSError as error:
        text = f"{name} is neither a URL nor a file that can be read: {error.strerror}"
        raise click.UsageError(text) from error
    except ValueError as error:
        raise click.ClickException(f"{name}: {error}") from error


def _format(explanation: Explanation) -> str:
    lines = [f"{explanation.operation} ({explanation.fidelity})", "", "boto3:"]
    lines += _indent(explanation.python)
    lines += ["", "AWS CLI:", *_indent(explanation.shell)]
    if explanation.losses:
        lines += ["", "What is lost:", *_indent(f"- {loss}" for loss in explanation.losses)]
    if explanation.unknown:
        lines += ["", f"Ignored: {', '.join(explanation.unknown)}"]
    return "\n".join(lines)


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"    {line}".rstrip() for line in lines]
