"""`mturk-adapter link`: let participants of recruiting platforms in, and lead them back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapter.cli.account_options import PEOPLE_URL, add_account_options, open_site
from adapter.cli.lazy import SummaryGroup
from adapter.cli.output import JSON, print_json
from adapter.cli.times import Time
from adapter.marketplace.links import (
    COMPLETED,
    OUTCOMES,
    PRESETS,
    Links,
    LinkSettings,
    LinkSettingsError,
    build_study_url,
    describe_link,
    find_platform,
)
from adapter.qr_codes import write_image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.links import Link

_OPTIONS = {
    "name": "--name",
    "preset": "--preset",
    "id_parameter": "--id-parameter",
    "kept_parameters": "--keep",
    "group_id": "--group",
    "most_tasks": "--tasks",
    "opens": "--opens",
    "ends": "--ends",
}
"""The option of each field of LinkSettings."""

_IMAGE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the links are: in which marketplace, of whom, and how browsers reach them."""

    links: Links
    account: str
    site_url: str
    now: datetime

    def build_url(self, link: Link) -> str:
        return build_study_url(self.site_url, link)

    def describe(self, link: Link, counts: Mapping[str | None, int]) -> dict[str, Any]:
        return {"url": self.build_url(link), **describe_link(link, counts, self.now)}


@contextmanager
def _open(**place: Any) -> Iterator[_Place]:
    with open_site(**place) as (marketplace, account, site_url):
        now = marketplace.environment.clock()
        yield _Place(Links(marketplace), account, site_url, now)


@click.group(cls=SummaryGroup)
def link() -> None:
    """Let participants of Prolific, Connect, SONA, a class or another platform in.

    A link is one study there. Who opens its address is a worker here, does the tasks, and goes
    back with the code that the platform pays or credits by.
    """


@link.command()
@click.option(
    "--preset",
    required=True,
    metavar="PLATFORM",
    help="Where the people come from: prolific, connect, sona or class, which fill in what that "
    "platform needs; or your own word for another platform, with --id-parameter. The same person "
    "of one platform is the same worker in all its links.",
)
@click.option(
    "--name",
    metavar="TEXT",
    help="Your name for the study; people do not see it.  [default: PLATFORM]",
)
@click.option(
    "--id-parameter",
    metavar="NAME",
    help="What the platform calls the participant's id in the study's address.  [default: the "
    "platform's, such as PROLIFIC_PID]",
)
@click.option(
    "--keep",
    metavar="NAME",
    multiple=True,
    help="Another parameter of the address to keep, which can stand in --back. Repeat it for more.",
)
@click.option(
    "--group",
    metavar="ID",
    help="The group of HITs (HITGroupId) that people are led to.  [default: all your HITs]",
)
@click.option("--type", "hit_type", metavar="ID", help="The same, by the HITTypeId.")
@click.option(
    "--tasks",
    type=int,
    metavar="N",
    help="How many tasks each participant does: then the study is completed.  [default: as many as "
    "there are]",
)
@click.option(
    "--code",
    metavar="[OUTCOME=]CODE",
    multiple=True,
    help="The platform's code for an outcome: completed, partial (some of the tasks), none_left "
    "(no task was left) or turned_away (not qualified, or blocked). A code alone is for completed. "
    "Repeat it for more.",
)
@click.option(
    "--back",
    metavar="[OUTCOME=]URL",
    multiple=True,
    help="The address that leads back to the platform. {code} stands for the outcome's code, {id} "
    "for the participant's id, {NAME} for a kept parameter. Without OUTCOME it is for completed, "
    "and with {code} in it for each outcome that has a code.  [prolific: filled in]",
)
@click.option(
    "--opens",
    type=Time(),
    metavar="DAY|TIME",
    help="Let nobody in before it (UTC).  [default: now]",
)
@click.option(
    "--ends",
    type=Time(is_end=True),
    metavar="DAY|TIME",
    help="Let nobody new in after it (UTC). Who came can finish.  [default: never]",
)
@click.option(
    "--qr",
    type=_IMAGE,
    metavar="FILE",
    help="Also draw the link of a class as a QR code, in FILE.svg or FILE.png.",
)
@PEOPLE_URL
@JSON
@add_account_options
def new(qr: Path | None, as_json: bool, **options: Any) -> None:
    """Make a link, and print the study's address to paste into the platform.

    \b
    mturk-adapter link new --preset prolific --tasks 2 --code C1ABC --code none_left=C2DEF
    """
    place = {name: options.pop(name) for name in ("people_url", "account", "config", "database")}
    settings = _read_settings(options)
    _check_image(qr, settings.preset)
    with _open(**place) as opened:
        try:
            made = opened.links.add(opened.account, settings)
        except LinkSettingsError as error:
            raise click.ClickException(_explain(error.problems)) from None
        url = opened.build_url(made)
        if as_json:
            print_json(opened.describe(made, {}))
        else:
            click.echo(url)
        if qr is not None:
            _write_image(url, qr)
    if made.preset not in PRESETS:
        text = f"Behind {made.id_parameter}= comes what {made.preset} replaces by each person's id."
        click.echo(text, err=True)


@link.command(name="list")
@PEOPLE_URL
@JSON
@add_account_options
def list_all(as_json: bool, **place: Any) -> None:
    """List the links, the newest first: their state, who came, and how visits ended."""
    with _open(**place) as opened:
        found = opened.links.list_all(opened.account)
        described = [opened.describe(each, counts) for each, counts in found]
    if as_json:
        return print_json(described)
    for each in described:
        counts = ", ".join(f"{each[name]} {name}" for name in ("came", "working", *OUTCOMES))
        click.echo(f"{each['id']}  {each['name']}  {each['state']}  {counts}\n  {each['url']}")
    return None


@link.command()
@click.argument("link_id", metavar="ID")
@PEOPLE_URL
@JSON
@add_account_options
def stop(link_id: str, as_json: bool, **place: Any) -> None:
    """Let nobody new in by the link ID. Who came by it can finish, and gets their code."""
    with _open(**place) as opened:
        stopped = opened.links.stop(opened.account, link_id)
        described = opened.describe(stopped, {})
    if as_json:
        print_json(described)
    else:
        click.echo(f"{link_id} is stopped")


def _read_settings(given: Mapping[str, Any]) -> LinkSettings:
    if given["group"] is not None and given["hit_type"] is not None:
        raise click.UsageError("--group and --type are two ways to say the same: give one of them.")
    return LinkSettings(
        name=given["name"] or find_platform(given["preset"]),
        preset=given["preset"],
        id_parameter=given["id_parameter"] or "",
        kept_parameters=tuple(given["keep"]),
        group_id=given["group"] or given["hit_type"],
        most_tasks=given["tasks"],
        codes=_split_by_outcome(given["code"]),
        back_urls=_split_by_outcome(given["back"]),
        opens=given["opens"],
        ends=given["ends"],
    )


def _split_by_outcome(values: Sequence[str]) -> dict[str, str]:
    """Return the values by outcome; one that names none is for completed work."""
    found = {}
    for each in values:
        outcome, mark, value = each.partition("=")
        named = bool(mark) and (outcome in OUTCOMES or outcome.replace("_", "").isalpha())
        found[outcome if named else COMPLETED] = value if named else each
    return found


def _explain(problems: Mapping[str, str]) -> str:
    return "\n".join(f"{_name_option(field)}: {text}" for field, text in problems.items())


def _name_option(field: str) -> str:
    head, _, outcome = field.partition(".")
    return f"--{head} {outcome}" if outcome else _OPTIONS.get(field, f"--{field}")


def _check_image(file: Path | None, preset: str) -> None:
    if file is None:
        return
    if file.suffix.lower() not in (".svg", ".png"):
        raise click.UsageError("--qr: name a file that ends with .svg or .png")
    if preset not in PRESETS or not PRESETS[preset].asks_id:
        raise click.UsageError(
            f"--qr: {find_platform(preset)} writes each person's id into the address, which a "
            "picture for all cannot have; it is for --preset class"
        )


def _write_image(url: str, file: Path) -> None:
    try:
        write_image(url, file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None
