"""What the proxy and TLS cost a program that keeps its connection."""

from __future__ import annotations

import os
import re
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS, CALLS = 9, 300
HOST = "mechanicalturk.amazonaws.com"
CALL = "/?Operation=GetQualificationRequests&PageSize=10"
_PLACE = re.compile(r"http://([0-9.]+):([0-9]+)/")


def proxied_call_over_plain_call() -> Ratio:
    """A page of 10 through proxy and TLS over the same page by plain HTTP, one kept connection."""
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder)) as (plain, proxy):
        context = ssl.create_default_context(cafile=Path(folder) / "ca.pem")
        through = HTTPSConnection(*proxy, context=context)
        through.set_tunnel(HOST, 443)
        with closing(through), closing(HTTPConnection(*plain)) as direct:
            _round(through, direct)
            rounds = tuple(_round(through, direct) for _ in range(ROUNDS))
    what = "a call through proxy and TLS ÷ the plain call, kept connection, median wall time"
    return Ratio(what, rounds, reach=1.6, aim=1.2)


def _round(through: HTTPConnection, direct: HTTPConnection) -> float:
    """The ratio of the medians of calls made in turn."""
    pairs = [(_seconds(through), _seconds(direct)) for _ in range(CALLS)]
    slower, faster = (statistics.median(column) for column in zip(*pairs, strict=True))
    return slower / faster


def _seconds(connection: HTTPConnection) -> float:
    start = time.perf_counter()
    connection.request("GET", CALL)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    if b"<TotalNumResults>" not in body:
        raise ValueError(f"no page: {answer.status}")
    return seconds


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """The adapter as a process: where it is, and its proxy."""
    command = [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0"]
    process = subprocess.Popen(  # noqa: S603 (our own program)
        [*command, "--proxy", "127.0.0.1:0", "--log-format", "text"],
        env={**os.environ, "MTURK_ADAPTER_TRUST_FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        stderr=(folder / "log").open("w"),
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None  # noqa: S101 (it is a pipe)
            plain = _place(process.stdout.readline())
            yield plain, _logged(folder / "log")
        finally:
            process.terminate()


def _logged(log: Path) -> tuple[str, int]:
    """The proxy's address, as soon as it stands in the log."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for line in log.read_text(encoding="utf-8").splitlines():
            if "serving as a proxy" in line:
                return _place(line)
        time.sleep(0.05)
    raise TimeoutError("the adapter names no proxy in its log")


def _place(text: str) -> tuple[str, int]:
    found = _PLACE.search(text)
    if found is None:
        raise ValueError(f"no address: {text}")
    return found[1], int(found[2])
