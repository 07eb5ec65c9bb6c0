"""Where lists are kept: every rule holds in memory and in a store."""

import pytest
from support.redis_server import RedisServer
from support.shelves import InMemory, InStore


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
