"""What `serve` says: at a terminal, and in a log that programs read."""

import json

import pytest
import requests
from support.process import adapter_process

MEMORY = ("--database", "memory", "--seed", "demo")


def read_events(log):
    return [json.loads(line) for line in log.splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    ("flags", "environment", "is_logged", "is_traced"),
    [
        ((), {}, True, False),
        (("--log-level", "debug"), {}, True, True),
        ((), {"MTURK_ADAPTER_LOG_LEVEL": "warning"}, False, False),
        (("--log-level", "info"), {"MTURK_ADAPTER_LOG_LEVEL": "error"}, True, False),
    ],
)
def test_the_log_begins_at_the_level_that_was_asked_for(flags, environment, is_logged, is_traced):
    with adapter_process(*MEMORY, *flags, **environment) as (process, address):
        requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10)
    events = read_events(process.log)
    calls = [each for each in events if each["event"] == "request_completed"]
    assert bool(events) == bool(calls) == is_logged
    assert any("current_calls" in each for each in calls) == is_traced
