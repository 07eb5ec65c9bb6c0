"""`mturk-adapter call`: sign and send a legacy call to any endpoint, and print the response."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import requests

from adapter.auth.accounts import DEMO
from adapter.auth.legacy.signature import build_service_text, build_v1_text, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Pairs = tuple[tuple[str, str], ...]

TIMEOUT_SECONDS = 100
"""Longer than the 90 seconds within which the adapter ends every call."""


def _build_service_form(operation: str, timestamp: str, pairs: Pairs) -> tuple[Pairs, str]:
    common: Pairs = (("Service", "AWSMechanicalTurkRequester"),)
    return common + pairs, build_service_text(operation, timestamp)


def _build_v1_form(operation: str, timestamp: str, pairs: Pairs) -> tuple[Pairs, str]:
    del operation, timestamp  # `pairs` has them too, and boto signs all pairs alike
    signed = (*pairs, ("SignatureVersion", "1"))
    return signed, build_v1_text(signed)


FORMS: Mapping[str, Callable[[str, str, Pairs], tuple[Pairs, str]]] = {
    "service": _build_service_form,
    "v1": _build_v1_form,
}


@click.command()
@click.argument("operation")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--endpoint",
    default="http://127.0.0.1:8080/",
    show_default=True,
    help="The address of the adapter, or of any other legacy endpoint.",
)
@click.option(
    "--access-key",
    envvar="AWS_ACCESS_KEY_ID",
    default=DEMO,
    show_default=f"AWS_ACCESS_KEY_ID, else {DEMO}",
    help="The key to sign with.",
)
@click.option(
    "--secret-env",
    default="AWS_SECRET_ACCESS_KEY",
    show_default=True,
    help="The variable with the secret key; if it is not set, a test secret is used.",
)
@click.option(
    "--form",
    type=click.Choice(sorted(FORMS)),
    default="service",
    show_default=True,
    help="The form of the signature: `service` as most clients, `v1` as boto.",
)
@click.option("--get", "as_get", is_flag=True, help="Send it by GET instead of POST.")
def call(  # noqa: PLR0913, PLR0917 (click hands every option over by name)
    operation: str,
    parameters: tuple[str, ...],
    endpoint: str,
    access_key: str,
    secret_env: str,
    form: str,
    as_get: bool,
) -> None:
    """Sign and send OPERATION with its parameters, and print the XML of the response.

    For example: mturk-adapter call GetQualificationRequests PageSize=5 SortDirection=Descending

    Exits with code 1 if the response has errors or there is none.
    """
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = (("Operation", operation), ("AWSAccessKeyId", access_key), ("Timestamp", timestamp))
    pairs, text = FORMS[form](operation, timestamp, common + _read_pairs(parameters))
    secret = os.environ.get(secret_env, "test-only")
    response = _send(endpoint, [*pairs, ("Signature", sign(secret, text))], as_get=as_get)
    click.echo(response.text, nl=False)
    if not response.ok or "<Errors>" in response.text:
        raise SystemExit(1)


def _read_pairs(parameters: tuple[str, ...]) -> Pairs:
    split = [each.partition("=") for each in parameters]
    for name, equals, _ in split:
        if not (name and equals):
            raise click.UsageError(f"{name!r} is not NAME=VALUE, such as PageSize=5")
    return tuple((name, value) for name, _, value in split)


def _send(endpoint: str, pairs: list[tuple[str, str]], *, as_get: bool) -> requests.Response:
    try:
        if as_get:
            return requests.get(endpoint, params=pairs, timeout=TIMEOUT_SECONDS)
        return requests.post(endpoint, data=pairs, timeout=TIMEOUT_SECONDS)
    except requests.RequestException as error:
        reason = "is it running?" if "://" in endpoint else "it should begin with http://"
        raise click.ClickException(f"no answer from {endpoint}: {reason}") from error
