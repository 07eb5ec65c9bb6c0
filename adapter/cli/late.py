"""What most commands do without is imported here, when it is asked for.

boto3, SQLAlchemy, redis, requests and cryptography take longer to import than all the rest, and
`serve` answers sooner without those that it does not use.
"""
# ruff: noqa: PLC0415 (this is the one place on this floor where imports wait)

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path
    from ssl import SSLContext, TLSVersion

    import click

    from adapter.cli.marketplace import Opened
    from adapter.clock import Clock
    from adapter.list_cache.store import ListStore
    from adapter.model import Keys
    from adapter.settings import Settings
    from adapter.upstream.live import LiveUpstreams
    from adapter.upstream.recording import Recording
    from adapter.upstream.replay import ReplayUpstreams


def live_upstreams(settings: Settings, address: str) -> LiveUpstreams:
    """The live upstream at an address of the current API."""
    from adapter.upstream.live import LiveLimits, LiveUpstreams

    limits = LiveLimits(
        connect_seconds=settings.connect_seconds,
        read_seconds=settings.read_seconds,
        call_seconds=settings.call_seconds,
        max_answer_bytes=settings.max_upstream_answer_bytes,
        connections=settings.threads,
    )
    return LiveUpstreams(address, limits=limits)


def opened_marketplace(
    settings: Settings, clock: Clock, new_id: Callable[[], str] | None = None
) -> Opened:
    """The embedded marketplace, its seeds loaded; raises a StartError."""
    from adapter.cli.marketplace import opened

    return opened(settings, clock, new_id)


def tls_contexts(
    settings: Settings, clock: Callable[[], datetime], oldest: TLSVersion
) -> Callable[[str | None], SSLContext]:
    """A server's TLS contexts, by the host that was asked for; raises a StartError."""
    from adapter.cli import certificates

    return certificates.tls_contexts(settings, clock, oldest)


def replay_upstreams(settings: Settings) -> ReplayUpstreams:
    """The recorded cases; raises a StartError for one that cannot be used."""
    from adapter.cli.recorded import replay_of

    return replay_of(settings)


def recording_to(folder: Path, settings: Settings) -> Recording:
    """What records answered calls in a folder; raises a StartError."""
    from adapter.cli import recorded

    return recorded.recording_to(folder, settings)


def redis_store(url: str, scope: str, seconds: float, max_bytes: int) -> ListStore:
    """Return a store of lists that several adapters share."""
    from adapter.list_cache.redis import RedisStore

    return RedisStore(url, scope, seconds, max_bytes)


def profile_keys(profile: str) -> Keys | None:
    """The key pair of an AWS profile; None when there is none or it cannot be had."""
    from adapter.upstream.live import credentials

    return credentials.profile_keys(profile)


def default_keys() -> Keys | None:
    """The key pair of the standard credential chain; None when there is none."""
    from adapter.upstream.live import credentials

    return credentials.default_keys()


def profiles() -> frozenset[str]:
    """The names of the AWS profiles that there are."""
    from adapter.upstream.live import credentials

    return credentials.profiles()


def _serve() -> click.Command:
    from adapter.cli.serve import serve

    return serve


def _explain() -> click.Command:
    from adapter.cli.explain import explain

    return explain


def _operations() -> click.Command:
    from adapter.cli.operations import operations

    return operations


def _check() -> click.Command:
    from adapter.cli.check import check

    return check


def _env() -> click.Command:
    from adapter.cli.env import env

    return env


def _call() -> click.Command:
    from adapter.cli.call import call

    return call


def _run() -> click.Command:
    from adapter.cli.run import run

    return run


def _trust() -> click.Command:
    from adapter.cli.trust import trust

    return trust


def _seed() -> click.Command:
    from adapter.cli.seed import seed

    return seed


def _dump() -> click.Command:
    from adapter.cli.seed import dump

    return dump


def _worker() -> click.Command:
    from adapter.cli.worker import worker

    return worker


COMMANDS: Mapping[str, Callable[[], click.Command]] = {
    "serve": _serve,
    "run": _run,
    "explain": _explain,
    "operations": _operations,
    "check": _check,
    "env": _env,
    "call": _call,
    "seed": _seed,
    "dump": _dump,
    "trust": _trust,
    "worker": _worker,
}
"""In the order of the help."""
