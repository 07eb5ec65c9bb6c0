"""How long it takes from nothing to the first answer."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.client import Connection
from bench.measure import Ratio, interleaved
from bench.processes import process

if TYPE_CHECKING:
    from collections.abc import Sequence

_CALL = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_IMPORTS = "import flask, lxml.etree, boto3"


def first_answer() -> Sequence[Ratio]:
    """From starting `serve` to its first answer, beside the import of its largest parts."""
    with TemporaryDirectory() as home:
        first = _served(home)
        ratios, seconds = interleaved(lambda: _served(home), _imported)
    what = f"time to the first health answer of `serve` ÷ `python -c {_IMPORTS!r}`"
    note = f"{seconds} s; the first start, which makes the database, {first:.1f} s"
    return [Ratio(what, ratios, 2.5, 1.3, note=note)]


def _served(home: str) -> float:
    """Seconds; what the adapter keeps lies in a folder of the measurement's own."""
    places = {"XDG_DATA_HOME": home}
    port = _free_port()
    start = time.perf_counter()
    with process("-m", "adapter", "serve", f"--bind=127.0.0.1:{port}", places=places):
        connection = Connection(f"http://127.0.0.1:{port + 1}/")
        answer = connection.send(_CALL)
        taken = time.perf_counter() - start
        connection.close()
    assert answer.startswith(b"ok"), answer  # noqa: S101
    return taken


def _free_port() -> int:
    """One behind which there is another free one, where health is unless told otherwise."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port: int = one.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except (OSError, OverflowError):
                continue
            return port


def _imported() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)  # noqa: S603 (our own text)
    return time.perf_counter() - start
