"""What `serve` says: at a terminal, and in a log that programs read."""

import json
import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

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


def test_a_client_that_speaks_tls_at_the_plain_address_is_told_how_to_call_it():
    with adapter_process(*MEMORY) as (process, address):
        place = urlsplit(address)
        with socket.create_connection((place.hostname, place.port), timeout=10) as client:
            client.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
            answer = client.makefile("rb").read().decode()
    events = read_events(process.log)
    [refusal] = [each for each in events if each["event"] == "request_refused"]
    assert "set is_secure=False in the client, or start the adapter with --tls" in answer
    assert (refusal["client"], refusal["reason"] in answer) == ("127.0.0.1", True)
    assert events[-1]["event"] == "server_stopped"


def read_terminal(descriptor, wanted):
    """Return what the terminal shows up to the text."""
    shown = ""
    while wanted not in shown:
        shown += os.read(descriptor, 4096).decode()
    return shown.replace("\r", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_terminal_shows_where_everything_is_and_a_line_for_each_call(tmp_path):
    terminal, end = os.openpty()
    command = [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0"]
    process = subprocess.Popen(
        [*command, "--database", "lab.sqlite", "--seed", "demo"],
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1"},
    )
    os.close(end)
    address = process.stdout.readline().split()[-1]
    start = read_terminal(terminal, "old.py\r\n")
    assert f"made a new database, {tmp_path}/lab.sqlite\n" in start
    assert f"\n  answers from  the marketplace in {tmp_path}/lab.sqlite\n" in start
    assert "\n  console       http://127.0.0.1:" in start
    assert f"port={urlsplit(address).port}, is_secure=False\n" in start
    assert f"mturk-adapter run --database {tmp_path}/lab.sqlite -- python old.py" in start
    requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10)
    assert "GetAccountBalance            demo                  200  success" in read_terminal(
        terminal, " ms"
    )
    process.send_signal(signal.SIGINT)
    assert "mturk-adapter: stopped\n" in read_terminal(terminal, "stopped\r\n")
    assert process.wait(20) == 0
    process.stdout.close()
    os.close(terminal)
