"""Programs and people keep nobody of the other kind waiting: each kind has its own threads."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Thread
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from support.people import Browser
from support.postgres import binaries, server
from support.serving import services
from support.sockets import wait_until

from adapter.application.listeners import build_people_listener
from adapter.application.marketplace import open_marketplace
from adapter.application.people import build_people_app
from adapter.auth.accounts import Accounts
from adapter.clock import Clock
from adapter.server import Limits, Listener, Pool, Server
from adapter.settings import Settings
from adapter.upstream.marketplace import MarketplaceUpstreams
from adapter.web import create_app
from adapter.web.errors import render_refusal
from adapter.web.people import PeopleServices, create_people_app

THREADS, BLOCKED = 2, 20
NEW_TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


@contextmanager
def running(market):
    """The pools and the addresses of programs and of people."""
    api = create_app(services(MarketplaceUpstreams(market.service), accounts=Accounts()))
    programs = Listener("127.0.0.1:0", Pool(api, threads=THREADS, max_in_flight=64))
    pages = create_people_app(PeopleServices(market.service))
    people = build_people_listener("127.0.0.1:0", pages, Settings(accounts=(), warnings=()))
    server = Server([programs, people], Limits(1_000_000, 5), render_refusal)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield (
            programs.pool,
            people.pool,
            [f"http://{host}:{port}" for host, port in server.addresses],
        )
    finally:
        server.stop()
        thread.join()


def call(address, operation, **parameters):
    query = urlencode({"Operation": operation, "Version": "2014-08-15", **parameters})
    with build_opener().open(f"{address}/?{query}", timeout=120) as answer:
        return answer.read()


class Person:
    """A browser that keeps cookies."""

    def __init__(self, address):
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor())
        page = self.open("/sign-in")
        self._token = re.search(b'csrf_token" value="([^"]+)"', page)[1]

    def open(self, path, data=None):
        with self._opener.open(self.address + path, data, timeout=120) as answer:
            return answer.read()

    def sign_in(self, name):
        return self.open("/sign-in", urlencode({"csrf_token": self._token, "name": name}).encode())


def test_a_program_is_answered_while_people_fill_their_threads(market):
    with running(market) as (_, pool, (api, site)), ThreadPoolExecutor(BLOCKED) as threads:
        people = [Person(site) for _ in range(BLOCKED)]
        with market.service.database.begin_write():
            waiting = [threads.submit(each.sign_in, "Ann") for each in people]
            wait_until(lambda: pool.in_flight == BLOCKED)
            assert b"<AvailableBalance>" in call(api, "GetAccountBalance")
            assert pool.in_flight == BLOCKED
        assert all(b"<h1>Tasks</h1>" in each.result() for each in waiting)


def test_a_person_is_answered_while_programs_fill_their_threads(market):
    with running(market) as (pool, _, (api, site)), ThreadPoolExecutor(BLOCKED) as threads:
        ann = Person(site)
        ann.sign_in("Ann")
        with market.service.database.begin_write():
            waiting = [
                threads.submit(call, api, "CreateQualificationType", **NEW_TYPE | {"Name": str(n)})
                for n in range(BLOCKED)
            ]
            wait_until(lambda: pool.in_flight == BLOCKED)
            assert b"<h1>Tasks</h1>" in ann.open("/projects")
            assert pool.in_flight == BLOCKED
        assert all(b"<QualificationTypeId>" in each.result() for each in waiting)


def test_on_postgresql_people_have_connections_of_their_own():
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url, ExitStack() as stack:
        settings = Settings(database=f"{url}/postgres", threads=2, accounts=(), warnings=())
        market = open_marketplace(settings, Clock())
        stack.callback(market.close)
        for _ in range(settings.threads):
            stack.enter_context(market.marketplace.database.begin_read())
        pages = Browser(build_people_app(settings, market).test_client())
        assert "<h1>Tasks</h1>" in pages.sign_in("Ann").open("/projects").text
