"""The whole adapter on a free port of this machine."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from adapter.auth.legacy import Gate
from adapter.current_api.service import CurrentService
from adapter.legacy_api.service import Service
from adapter.mapping.loader import load
from adapter.model import Account, Keys
from adapter.observability.access_log import Notes
from adapter.observability.metrics import Metrics
from adapter.server import Limits, Listener, Pool, Server
from adapter.settings.resources import folder
from adapter.translation.current_lists import as_it_is, carry_out
from adapter.web.api import create_app
from adapter.web.front import Front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.model import Upstreams
    from adapter.translation.current_lists import CurrentTalk

KEY, SECRET = "LEGACYTESTKEY", "test-only/+secret="
CATALOGUE = load(folder("mappings"))
VERIFYING = Gate({KEY: Account(KEY, SECRET, keys=Keys("AKIDTEST", "secret-of-the-test"))})


def service(upstreams: Upstreams, **changes: Any) -> Service:
    """A service that verifies the test account, unless told otherwise."""
    parts = {
        "catalogue": CATALOGUE,
        "gate": VERIFYING,
        "upstreams": upstreams,
        "served": None,
        "strict": False,
        "recording": None,
        "clock": lambda: datetime.now(UTC),
        "new_id": lambda: str(uuid4()),
        "notes": Notes(Metrics()),
    }
    return Service(**(parts | changes))


def current_service(
    upstreams: Upstreams, converse: CurrentTalk = as_it_is, **changes: Any
) -> CurrentService:
    """The same for calls of the current API."""
    parts = {
        "gate": VERIFYING,
        "carry_out": partial(carry_out, converse, upstreams),
        "served": None,
        "elsewhere": None,
        "strict": False,
        "clock": lambda: datetime.now(UTC),
        "new_id": lambda: str(uuid4()),
        "notes": Notes(Metrics()),
    }
    return CurrentService(**(parts | changes))


def front(upstreams: Upstreams, *, gate: Gate = VERIFYING, **changes: Any) -> Front:
    """Both over the same upstreams; changes are of the current one."""
    return Front(service(upstreams, gate=gate), current_service(upstreams, gate=gate, **changes))


@contextmanager
def serving(what: Service | Front) -> Iterator[str]:
    """Serves it, and gives the address."""
    pool = Pool(create_app(what.answer), threads=16, in_flight=64)
    server = Server([Listener("127.0.0.1:0", pool)], Limits(body_bytes=1_000_000, stop_seconds=5))
    thread = Thread(target=server.run)
    thread.start()
    try:
        [(host, port)] = server.addresses
        yield f"http://{host}:{port}/"
    finally:
        server.stop()
        thread.join()
