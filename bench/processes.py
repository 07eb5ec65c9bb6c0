"""Processes that are measured; their processor time and memory are read here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from adapter.current_api.model import data_path
from bench.client import ACCESS_KEY, SECRET, Connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
_ADDRESS = re.compile(r"http://\S+/")
_START_SECONDS, _SHUTDOWN_SECONDS = 20, 10
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.environ.get("HOME", ""),
    "AWS_DATA_PATH": str(data_path()),
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}
_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Process:
    """A process that has printed its first line."""

    popen: subprocess.Popen[str]
    address: str

    def resident_bytes(self) -> int:
        """Return the memory that it holds."""
        pages = Path(f"/proc/{self.popen.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def ask(self, question: str) -> Any:
        """Write a line to its standard input and return the JSON of the line it prints."""
        assert self.popen.stdin is not None  # noqa: S101
        self.popen.stdin.write(f"{question}\n")
        self.popen.stdin.flush()
        return json.loads(_read_line(self.popen))


@contextmanager
def run_process(
    *arguments: str, variables: Mapping[str, str] = _NO_VARIABLES, log: IO[str] | None = None
) -> Iterator[Process]:
    """Run `python ARGUMENTS` until the block ends; give it when it has printed its first line.

    Args:
        arguments: of Python.
        variables: more of its environment.
        log: takes its standard error; None: nothing does.
    """
    popen = subprocess.Popen(  # noqa: S603 (our own modules)
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**_ENVIRONMENT, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if log is None else log,
        text=True,
    )
    try:
        found = _ADDRESS.search(_read_line(popen))
        yield Process(popen, found[0] if found else "")
    finally:
        _end(popen)


@contextmanager
def run_stub(count: int = 1000, delay: float = 0, *, faulty: bool = False) -> Iterator[Process]:
    """Run the stub upstream."""
    flags = [f"--items={count}", f"--delay={delay}", *(["--faulty"] if faulty else [])]
    with run_process("-m", "bench.stub", *flags) as started:
        yield started


@contextmanager
def run_adapter(*flags: str, log: IO[str] | None = None) -> Iterator[Process]:
    """Run the adapter as it is installed.

    Args:
        flags: of `serve`. With the address of an upstream it verifies signatures.
        log: takes its log; None: nothing does.
    """
    common = ("--bind=127.0.0.1:0", "--log-format=json")
    with run_process("-m", "adapter", "serve", *common, *flags, log=log) as started:
        yield started


def read_address(log: Path, event: str) -> str:
    """Return the address in an event of an adapter's log, as soon as the log has it."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        if found := [line["address"] for line in lines if line["event"] == event]:
            return str(found[0])
        time.sleep(0.05)
    raise TimeoutError(f"the log has no {event}")


def count_calls(upstream: Process) -> int:
    """Return how many current calls the stub was sent since this was last asked."""
    connection = Connection(upstream.address)
    calls: dict[str, int] = json.loads(connection.send(b"GET / HTTP/1.1\r\nHost: stub\r\n\r\n"))
    connection.close()
    return sum(calls.values())


def _read_line(popen: subprocess.Popen[str]) -> str:
    assert popen.stdout is not None  # noqa: S101
    line = popen.stdout.readline()
    if not line:
        raise RuntimeError(f"{popen.args!r} ended with {popen.wait()} and printed nothing")
    return line


def _end(popen: subprocess.Popen[str]) -> None:
    popen.terminate()
    try:
        popen.wait(_SHUTDOWN_SECONDS)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait()
    for stream in (popen.stdin, popen.stdout):
        if stream:
            stream.close()
