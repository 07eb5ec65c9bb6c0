"""The live upstream against a stub, with limits that suit a test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapter.model import Account, AwsKeys
from adapter.upstream.live import LiveLimits, LiveUpstreams

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = Account("OLDKEY", keys=AwsKeys("AKIDTEST", "secret-of-the-test"))


@contextmanager
def live(url: str, **limits: Any) -> Iterator[LiveUpstreams]:
    """Upstreams at the address, which do not wait between attempts unless told to."""
    limits = {"sleep": lambda _seconds: None} | limits
    upstreams = LiveUpstreams(url, limits=LiveLimits(**limits))
    try:
        yield upstreams
    finally:
        upstreams.close()
