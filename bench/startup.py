"""The time from starting `serve` to its first answer."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.client import Connection
from bench.measure import Ratio, alternate
from bench.processes import run_process

if TYPE_CHECKING:
    from collections.abc import Sequence

_CALL = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_IMPORTS = "import flask, lxml.etree, boto3"


def measure_start() -> Sequence[Ratio]:
    """Measure the start to the first health answer beside the import of the largest packages."""
    with TemporaryDirectory() as home:
        first = _serve_seconds(home)
        ratios, seconds = alternate(lambda: _serve_seconds(home), _import_seconds)
    what = f"start to the first health answer ÷ `python -c {_IMPORTS!r}`"
    figures = f"{seconds} s; the first start, which makes the database, {first:.1f} s"
    return [Ratio(what, ratios, 2.5, figures=figures)]


def _serve_seconds(home: str) -> float:
    port = _find_port()
    variables = {"XDG_DATA_HOME": home}
    start = time.perf_counter()
    with run_process("-m", "adapter", "serve", f"--bind=127.0.0.1:{port}", variables=variables):
        with closing(Connection(f"http://127.0.0.1:{port + 1}/")) as connection:
            answer = connection.send(_CALL)
        seconds = time.perf_counter() - start
    if not answer.startswith(b"ok"):
        raise RuntimeError(f"not healthy: {answer!r}")
    return seconds


def _find_port() -> int:
    """Return a free port before another free one, which is the health address by default."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port: int = one.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except (OSError, OverflowError):
                continue
            return port


def _import_seconds() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)  # noqa: S603 (our own text)
    return time.perf_counter() - start
