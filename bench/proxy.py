"""The cost of proxy and TLS to a program that keeps its connection."""

from __future__ import annotations

import ssl
import statistics
import tempfile
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bench.measure import Ratio
from bench.processes import read_address, run_adapter

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS, _PAIRS = 9, 300
_HOST = "mechanicalturk.amazonaws.com"
_CALL = "/?Operation=GetQualificationRequests&PageSize=10"
_PROXY = "proxy_started"


def measure_proxy() -> Sequence[Ratio]:
    """Measure page 1 of ten through proxy and TLS beside plain HTTP, on kept connections."""
    with tempfile.TemporaryDirectory() as name, (Path(name) / "log").open("w+") as log:
        folder, settings = Path(name), Path(name) / "adapter.toml"
        settings.write_text(f'trust_folder = "{folder / "trust"}"\n', encoding="utf-8")
        flags = ("--proxy=127.0.0.1:0", f"--config={settings}")
        with run_adapter(*flags, log=log) as server:
            plain, proxy = _split(server.address), _split(read_address(folder / "log", _PROXY))
            rounds = _measure_rounds(plain, proxy, folder / "trust" / "ca.pem")
    what = "a call through proxy and TLS ÷ the plain call, kept connection: median wall time"
    return [Ratio(what, rounds, 1.6)]


def _measure_rounds(plain: tuple[str, int], proxy: tuple[str, int], ca: Path) -> tuple[float, ...]:
    through = HTTPSConnection(*proxy, context=ssl.create_default_context(cafile=ca))
    through.set_tunnel(_HOST, 443)
    with closing(through), closing(HTTPConnection(*plain)) as direct:
        _measure_round(through, direct)
        return tuple(_measure_round(through, direct) for _ in range(_ROUNDS))


def _measure_round(through: HTTPConnection, direct: HTTPConnection) -> float:
    """Return the ratio of the medians of calls sent alternately."""
    pairs = [(_seconds(through), _seconds(direct)) for _ in range(_PAIRS)]
    above = statistics.median(pair[0] for pair in pairs)
    return above / statistics.median(pair[1] for pair in pairs)


def _seconds(connection: HTTPConnection) -> float:
    start = time.perf_counter()
    connection.request("GET", _CALL)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    if b"<TotalNumResults>" not in body:
        raise RuntimeError(f"no page: {answer.status}")
    return seconds


def _split(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or 0
