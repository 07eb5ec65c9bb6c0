"""The whole adapter on a free port of this machine."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from support.backends import backend

from adapter.auth.accounts import Accounts
from adapter.current_api.service import CurrentService
from adapter.delivery.sqs import SqsService
from adapter.legacy_api.service import LegacyService
from adapter.mapping.catalogue import load
from adapter.model import Account, AwsKeys
from adapter.observability.access_log import AccessLog
from adapter.observability.metrics import Metrics
from adapter.server import Limits, Listener, Pool, Server
from adapter.settings.resources import find_data_folder
from adapter.translation.current_lists import answer_call, pass_through
from adapter.web import create_app
from adapter.web.errors import render_refusal
from adapter.web.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from adapter.marketplace.notifications.queues import Queues
    from adapter.model import HttpRequest, Upstreams
    from adapter.translation.current_lists import CurrentConversation
    from adapter.translation.drive import Backend
    from adapter.web.topics import Topics

KEY, SECRET = "LEGACYTESTKEY", "test-only/+secret="
CATALOGUE = load(find_data_folder("mappings"))
VERIFYING = Accounts({KEY: Account(KEY, SECRET, keys=AwsKeys("AKIDTEST", "secret-of-the-test"))})


def service(upstreams: Upstreams | Backend, **changes: Any) -> LegacyService:
    """A service that verifies the test account, unless told otherwise."""
    parts = {
        "catalogue": CATALOGUE,
        "accounts": VERIFYING,
        "backend": backend(upstreams),
        "served": None,
        "strict": False,
        "recording": None,
        "clock": lambda: datetime.now(UTC),
        "new_id": lambda: str(uuid4()),
    }
    return LegacyService(**(parts | changes))


def current_service(
    upstreams: Upstreams | Backend, converse: CurrentConversation = pass_through, **changes: Any
) -> CurrentService:
    """The same for calls of the current API."""
    parts = {
        "accounts": VERIFYING,
        "carry_out": partial(answer_call, converse, backend(upstreams)),
        "served": None,
        "elsewhere": None,
        "strict": False,
        "clock": lambda: datetime.now(UTC),
        "new_id": lambda: str(uuid4()),
    }
    return CurrentService(**(parts | changes))


def services(
    upstreams: Upstreams | Backend,
    *,
    accounts: Accounts = VERIFYING,
    access_log: AccessLog | None = None,
    converse: CurrentConversation = pass_through,
    topics: Topics | None = None,
    queues: Queues | None = None,
    **changes: Any,
) -> Services:
    """Both over the same upstreams."""
    return Services(
        service(upstreams, accounts=accounts, **changes),
        current_service(upstreams, converse, accounts=accounts, **changes),
        accounts.check_page,
        accounts.check_document,
        accounts.check_visit,
        access_log or AccessLog(Metrics()),
        1_000_000,
        topics,
        SqsService(accounts, queues, lambda: datetime.now(UTC)).answer if queues else None,
    )


def answer(what: Services, http: HttpRequest) -> TestResponse:
    """What the application with these services answers, without a socket."""
    return (
        create_app(what)
        .test_client()
        .open(
            http.path,
            method=http.method,
            query_string=http.query.decode("latin-1"),
            data=http.body,
            headers=dict(http.headers),
            environ_overrides={"HTTP_HOST": http.host},
        )
    )


@contextmanager
def serving(upstreams: Upstreams | Backend, **changes: Any) -> Iterator[str]:
    """Serves it, and gives the address."""
    app = create_app(services(upstreams, **changes))
    pool = Pool(app, threads=16, max_in_flight=64)
    server = Server([Listener("127.0.0.1:0", pool)], Limits(1_000_000, 5), render_refusal)
    thread = Thread(target=server.run)
    thread.start()
    try:
        [(host, port)] = server.addresses
        yield f"http://{host}:{port}/"
    finally:
        server.stop()
        thread.join()
