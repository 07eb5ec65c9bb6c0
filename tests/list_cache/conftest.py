"""Where lists are kept: every rule holds in memory and in a store."""

import pytest
from support.list_stores import InMemory, InStore
from support.redis_server import RedisServer


@pytest.fixture(scope="session")
def server():
    running = RedisServer()
    yield running
    running.close()


@pytest.fixture
def store(server):
    shelves = InStore(server)
    with shelves.client as client:
        client.flushall()
    yield shelves
    shelves.close()


@pytest.fixture(params=["memory", "redis"])
def shelves(request):
    return InMemory() if request.param == "memory" else request.getfixturevalue("store")
