"""Log lines: every one written, whole, whoever else writes, and whatever stands in it."""

import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog
from structlog.testing import capture_logs

from adapter.cli.logs import Lines, configure


class _Slow(io.BytesIO):
    """Lets others run in the middle of a write, as a file does."""

    def write(self, data):
        half = len(data) // 2
        super().write(data[:half])
        sys.setswitchinterval(1e-6)
        return half + super().write(data[half:])


@pytest.fixture
def often_switched():
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("often_switched")
def test_threads_lose_no_line_and_break_none():
    file = _Slow()
    lines = Lines(file)
    sent = [b"%d %s" % (number, b"x" * (number % 90)) for number in range(3_000)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lines.msg, sent))
    assert sorted(file.getvalue().splitlines()) == sorted(sent)


def test_a_file_that_fails_is_written_to_again():
    class Failing(io.BytesIO):
        fails = True

        def flush(self):
            if self.fails:
                raise BrokenPipeError

    file = Failing()
    lines = Lines(file)
    with pytest.raises(BrokenPipeError):
        lines.msg(b"first")
    file.fails = False
    lines.msg(b"second")
    assert file.getvalue().splitlines() == [b"first", b"second"]


@pytest.fixture
def unread():
    """A pipe that nobody reads yet: both ends as files."""
    read, write = os.pipe()
    with os.fdopen(read, "rb", 0) as reader, os.fdopen(write, "wb") as writer:
        yield reader, writer


def read_all(reader):
    """What is in the pipe now."""
    os.set_blocking(reader.fileno(), False)
    return b"".join(iter(reader.read, None))


def test_nobody_waits_for_a_reader_and_nothing_is_lost(unread):
    reader, writer = unread
    lines = Lines(writer)
    sent = [b"%d %s" % (number, b"x" * (number * 7 % 9000)) for number in range(300)]
    for line in sent:
        lines.msg(line)
    came = read_all(reader)
    assert 0 < len(came) < sum(map(len, sent))
    while more := (lines.flush(), read_all(reader))[1]:
        came += more
    assert came.splitlines() == sent


def test_what_nobody_reads_for_long_is_dropped_and_said_so(unread):
    reader, writer = unread
    lines = Lines(writer)
    with capture_logs() as logs:
        for number in range(12_000):
            lines.msg(b"%0100d" % number)
        assert logs == []
        came = b""
        while not logs:
            came += read_all(reader)
            lines.msg(b"on")
    came += read_all(reader)
    [said] = [each for each in logs if "dropped" in each["event"]]
    kept = [line for line in came.splitlines() if line != b"on"]
    assert kept == [b"%0100d" % number for number in range(len(kept))]
    assert len(kept) + said["count"] >= 12_000
    assert len(kept) > 10_000


@pytest.fixture
def logged(monkeypatch):
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(buffer))
    configure("json")
    return lambda: [json.loads(line) for line in buffer.getvalue().splitlines()]


@pytest.mark.parametrize("value", ["plain", "é\u2028", "half \ud83d", 1.5, None, {"a": [1]}])
def test_a_line_is_json_whatever_stands_in_it(logged, value):
    structlog.get_logger("new").info("told", value=value)
    [line] = logged()
    assert (line["event"], line["level"], line["value"]) == ("told", "info", value)
    assert line["timestamp"].endswith("Z")


def test_the_trace_of_an_error_is_on_its_line(logged):
    try:
        int("why")
    except ValueError:
        structlog.get_logger("new").exception("failed")
    [line] = logged()
    assert "ValueError: invalid literal" in line["exception"]
