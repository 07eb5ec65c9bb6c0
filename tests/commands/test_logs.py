"""Log lines: every one written, whole, whoever else writes, and whatever stands in it."""

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog

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
