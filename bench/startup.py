"""How long it takes from nothing to the first answer."""

from __future__ import annotations

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

_CALL = b"GET /?Operation=GetAccountBalance HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_IMPORTS = "import flask, lxml.etree, boto3"


def first_answer() -> Sequence[Ratio]:
    """From starting `serve` to its first answer, beside the import of its largest parts."""
    with TemporaryDirectory() as home:
        first = _served(home)
        ratios, seconds = interleaved(lambda: _served(home), _imported)
    what = f"time to the first answer of `serve` ÷ `python -c {_IMPORTS!r}`"
    note = f"{seconds} s; the first start on a machine, which reads all YAML, {first:.1f} s"
    return [Ratio(what, ratios, 2.5, 1.3, note=note)]


def _served(home: str) -> float:
    """Seconds; what the adapter remembers and keeps lies in a folder of the measurement's own."""
    places = {"XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}
    start = time.perf_counter()
    with process("-m", "adapter", "serve", "--bind=127.0.0.1:0", places=places) as server:
        connection = Connection(server.address)
        answer = connection.send(_CALL)
        taken = time.perf_counter() - start
        connection.close()
    assert b"<IsValid>True</IsValid>" in answer  # noqa: S101
    return taken


def _imported() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)  # noqa: S603 (our own text)
    return time.perf_counter() - start
