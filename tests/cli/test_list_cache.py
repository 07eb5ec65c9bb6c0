"""Two adapters that share a store, as processes."""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest
import requests
from redis import Redis
from support.redis_server import RedisServer
from support.sockets import wait_until

COMMAND = [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0"]


@pytest.fixture
def store():
    server = RedisServer("--requirepass", "pass-word")
    yield server
    server.close()


@contextmanager
def adapter(store):
    """A serving process, the address that it names, and afterwards its log."""
    walks = store.url.replace("unix://", "unix://:pass-word@")
    process = subprocess.Popen(
        [*COMMAND, "--upstream", "replay", "--log-format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"MTURK_ADAPTER_LIST_CACHE": walks},
    )  # fmt: skip
    try:
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.out, process.log = process.communicate(timeout=20)


def is_used(store):
    """Whether somebody besides this question is connected."""
    with Redis.from_url(store.url, password="pass-word") as asking:
        return len(asking.client_list()) > 1


def page(address, number):
    asked = {"Operation": "GetQualificationRequests", "PageSize": 1, "PageNumber": number}
    answer = requests.get(address, asked, timeout=10)
    assert answer.status_code == 200
    return answer.text.partition("<Request>")[2]


def lines(process):
    return [json.loads(line) for line in process.log.splitlines() if line.startswith("{")]


def answered(process):
    return [
        line["upstream_calls"] for line in lines(process) if line["event"] == "request_completed"
    ]


def warned(process):
    return [line["event"] for line in lines(process) if line["level"] == "warning"]


def test_page_2_may_be_another_adapters_and_a_store_that_dies_stops_nobody(store):
    with ExitStack() as both:
        (here, first), (there, second) = (both.enter_context(adapter(store)) for _ in range(2))
        page(first, 1)
        shared = page(second, 2)
        assert page(first, 2) == shared
        store.kill()
        assert page(second, 2) == shared
        assert page(first, 2) == shared
        store.start()
        wait_until(lambda: page(second, 2) == shared and is_used(store))
        for _ in range(2):
            assert page(second, 2) == shared
    assert answered(here) == [1, 0, 1]
    assert answered(there)[:2] == [0, 1]
    assert answered(there)[-1] == 0
    for process in (here, there):
        assert warned(process) == ["list_cache_unavailable"]
        assert "pass-word" not in process.log + process.out
