"""The log as text: a readable line for each call, in colour only where somebody watches."""

import os
import pty
import subprocess
import sys
import time

import pytest

from adapter.observability.text_log import TextRenderer

CALL = {
    "event": "request_completed",
    "level": "info",
    "timestamp": "2016-01-02T12:00:00.123456Z",
    "api": "legacy",
    "request_id": "1f6e",
    "operation": "GetHIT",
    "account": "OLDKEY",
    "outcome": "success",
    "status": 200,
    "milliseconds": 3.2,
    "upstream_calls": 1,
    "upstream_milliseconds": 2.1,
}


def rendered(*, terminal=False, colors=False, **changes):
    renderer = TextRenderer(is_terminal=terminal, has_colors=colors)
    return renderer(None, "info", {**CALL, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ["GetHIT", "OLDKEY", "200", "success", "3.2", "ms"]),
        ({"api": "current"}, ["current:GetHIT", "OLDKEY", "200", "success", "3.2", "ms"]),
        ({"operation": "", "account": ""}, ["unknown", "-", "200", "success", "3.2", "ms"]),
        (
            {"outcome": "success, AWS.ServiceUnavailable", "status": 503},
            ["GetHIT", "OLDKEY", "503", "success,", "AWS.ServiceUnavailable", "3.2", "ms"],
        ),
    ],
)
def test_a_call_is_one_line(changes, words):
    assert rendered(**changes).split() == ["2016-01-02T12:00:00.123456Z", *words]


def test_at_a_terminal_the_local_time_of_day_is_enough(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert rendered(terminal=True).startswith("07:00:00  GetHIT ")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_outcomes_are_green_or_red():
    assert "\x1b[32msuccess\x1b[0m" in rendered(colors=True)
    assert "\x1b[31mA.B\x1b[0m" in rendered(colors=True, outcome="A.B")
    assert "\x1b" not in rendered()


def test_other_events_have_their_fields():
    event = {"event": "cache_cleared", "timestamp": "2016-01-02T12:00:00Z", "level": "info"}
    renderer = TextRenderer(is_terminal=False, has_colors=False)
    line = renderer(None, "info", {**event, "reason": "a signal"})
    assert line.split() == [
        "2016-01-02T12:00:00Z",
        "[info",
        "]",
        "cache_cleared",
        "reason='a",
        "signal'",
    ]


LOGS = f"""
import structlog
from adapter.observability.logs import configure_logging

configure_logging("auto")
call = {CALL!r}
del call["timestamp"], call["level"]
structlog.get_logger("adapter.new").info(call.pop("event"), **call)
"""


@pytest.mark.parametrize(("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_that_want_them(environment, colored):
    ours, theirs = pty.openpty()
    kept = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-c", LOGS], stderr=theirs, env=kept | environment, check=True, timeout=60
    )
    os.close(theirs)
    line = os.read(ours, 4096)
    os.close(ours)
    assert b"GetHIT" in line
    assert (b"\x1b[" in line) is colored


def test_a_stop_says_what_is_being_finished():
    event = {"event": "server_stopping", "timestamp": "", "calls": 3, "seconds": 95.0}
    assert TextRenderer(is_terminal=True, has_colors=False)(None, "info", event) == (
        "mturk-adapter: finishing 3 calls, at most 95 s; Ctrl-C again stops at once"
    )


def test_a_refused_request_is_one_line_with_its_client_and_the_reason():
    event = {"event": "request_refused", "timestamp": "", "client": "127.0.0.1", "reason": "It …"}
    rendered = TextRenderer(is_terminal=True, has_colors=False)(None, "info", event)
    assert rendered == "mturk-adapter: 127.0.0.1: It …"
