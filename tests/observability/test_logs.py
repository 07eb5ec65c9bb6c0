"""Log lines: written whole, whatever stands in them, by a thread that no call waits for."""

import json
import logging
import os
import queue
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog

from adapter.observability.logs import (
    DroppingHandler,
    Listener,
    Writer,
    configure_logging,
    wait_until_written,
)


@pytest.fixture
def logged(capfd):
    """Return the lines on standard error so far, read as JSON."""
    configure_logging("json")
    [handler] = logging.root.handlers

    def read():
        wait_until_written(handler.queue)
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    return read


@pytest.mark.parametrize("value", ["plain", "é\u2028", "half \ud83d", 1.5, None, {"a": [1]}])
def test_a_line_is_json_whatever_stands_in_it(logged, value):
    structlog.get_logger("adapter.new").info("told", value=value)
    [line] = logged()
    assert set(line) == {"event", "level", "timestamp", "value"}
    assert (line["event"], line["level"], line["value"]) == ("told", "info", value)
    assert line["timestamp"].endswith("Z")


def test_the_trace_of_an_error_is_on_its_line(logged):
    try:
        int("why")
    except ValueError:
        structlog.get_logger("adapter.new").exception("failed")
    [line] = logged()
    assert "ValueError: invalid literal" in line["exception"]


def test_warnings_of_libraries_have_the_same_form(logged):
    logging.getLogger("library").info("not shown")
    logging.getLogger("library").warning("careful with %s", "that")
    [line] = logged()
    assert set(line) == {"event", "level", "timestamp"}
    assert (line["event"], line["level"]) == ("careful with that", "warning")


def test_threads_lose_no_line_and_break_none(logged):
    log = structlog.get_logger("adapter.new")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: log.info("n", number=number, pad="x" * 90), range(3_000)))
    assert sorted(line["number"] for line in logged()) == [*range(3_000)]


def test_lines_beyond_what_may_wait_are_dropped_and_counted():
    read, write = os.pipe()
    records = queue.Queue(10)
    source = DroppingHandler(records)
    for number in range(25):
        source.handle(logging.makeLogRecord({"msg": str(number)}))
    assert source.dropped == 15
    writer = Writer(write)
    writer.setFormatter(logging.Formatter("%(message)s"))
    with os.fdopen(read, "rb") as reader:
        listener = Listener(source, writer)
        listener.start()
        listener.stop()
        os.close(write)
        lines = reader.read().decode().splitlines()
    assert [line for line in lines if line.isdigit()] == [str(number) for number in range(10)]
    [report] = [line for line in lines if not line.isdigit()]
    assert "log_lines_dropped" in report
    assert "15" in report


UNREAD = """
import structlog
from adapter.observability.logs import configure_logging

configure_logging("json")
for number in range(20_000):
    structlog.get_logger("adapter.new").info("a line", pad="x" * 100)
print("done", flush=True)
"""


def test_a_program_whose_log_nobody_reads_goes_on_and_ends():
    with subprocess.Popen(
        [sys.executable, "-c", UNREAD], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout.read() == b"done\n"
        assert program.wait(60) == 0


def test_a_program_says_all_before_it_ends():
    code = UNREAD.replace("20_000", "1_000")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert len(done.stderr.splitlines()) == 1_000
