"""Stores of lists: every rule holds in memory and in Redis."""

import pytest
from support.list_stores import InMemory, InRedis
from support.redis_server import RedisServer


@pytest.fixture(scope="session")
def server():
    running = RedisServer()
    yield running
    running.close()


@pytest.fixture
def redis_stores(server):
    stores = InRedis(server)
    with stores.client as client:
        client.flushall()
    yield stores
    stores.close()


@pytest.fixture(params=["memory", "redis"])
def stores(request):
    return InMemory() if request.param == "memory" else request.getfixturevalue("redis_stores")
