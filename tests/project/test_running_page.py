"""What docs/running.md says of counters is what a serving adapter counts."""

import json
import re
from itertools import islice
from pathlib import Path

import pytest
import requests
from support.process import adapter_process

PAGE = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Of the API and of the page of counters, of an adapter that takes a hundred bytes."""
    database = f"sqlite:///{tmp_path_factory.mktemp('running') / 'turk.db'}"
    flags = ("--admin", "127.0.0.1:0", "--database", database)
    with adapter_process(*flags, MTURK_ADAPTER_BODY_LIMIT_BYTES="100") as (process, address):
        [told] = islice((line for line in process.stderr if "admin_started" in line), 1)
        yield address, f"{json.loads(told)['address']}metrics"


def test_every_counter_is_named_and_every_name_is_a_counter(addresses):
    printed = requests.get(addresses[1], timeout=10).text
    families = set(re.findall(r"^# TYPE (mturk_adapter_\w+) ", printed, re.MULTILINE))
    named = set(re.findall(r"`(mturk_adapter_\w+)[`{]", PAGE))
    assert {name for name in families if not name.endswith("_created")} == named


def test_what_nobody_read_is_counted_as_refused(addresses):
    address, metrics = addresses
    assert requests.post(address, "a" * 101, timeout=10).status_code == 413
    line = 'mturk_adapter_refusals_total{outcome="RequestEntityTooLarge"} 1.0'
    assert line in requests.get(metrics, timeout=10).text
