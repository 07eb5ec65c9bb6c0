"""What the proxy and TLS cost a program that keeps its connection."""

from __future__ import annotations

import json
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
from bench.processes import process

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS, _PAIRS = 9, 300
_HOST = "mechanicalturk.amazonaws.com"
_CALL = "/?Operation=GetQualificationRequests&PageSize=10"
_PROXY = "serving as a proxy"
_SERVE = ("-m", "adapter", "serve", "--bind=127.0.0.1:0", "--proxy=127.0.0.1:0")


def proxied_call() -> Sequence[Ratio]:
    """A page of 10 through proxy and TLS over the same page by plain HTTP, on kept connections."""
    with tempfile.TemporaryDirectory() as name, (Path(name) / "log").open("w+") as log:
        folder, settings = Path(name), Path(name) / "adapter.toml"
        settings.write_text(f'trust_folder = "{folder / "trust"}"\n', encoding="utf-8")
        with process(*_SERVE, f"--config={settings}", log=log) as server:
            plain, proxy = _place(server.address), _place(_logged(folder / "log"))
            rounds = _rounds(plain, proxy, folder / "trust" / "ca.pem")
    what = "a call through proxy and TLS ÷ the plain call, kept connection: median wall time"
    return [Ratio(what, rounds, reach=1.6, aim=1.2)]


def _rounds(plain: tuple[str, int], proxy: tuple[str, int], ca: Path) -> tuple[float, ...]:
    through = HTTPSConnection(*proxy, context=ssl.create_default_context(cafile=ca))
    through.set_tunnel(_HOST, 443)
    with closing(through), closing(HTTPConnection(*plain)) as direct:
        _round(through, direct)
        return tuple(_round(through, direct) for _ in range(_ROUNDS))


def _round(through: HTTPConnection, direct: HTTPConnection) -> float:
    """The ratio of the medians of calls made in turn."""
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
        raise ValueError(f"no page: {answer.status}")
    return seconds


def _logged(log: Path) -> str:
    """The proxy's address, as soon as it stands in the log."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        if found := [line["address"] for line in lines if line["event"] == _PROXY]:
            return str(found[0])
        time.sleep(0.05)
    raise TimeoutError("the adapter names no proxy in its log")


def _place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or 0
