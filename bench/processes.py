"""What is measured runs in processes of its own, whose processor time and memory are read here."""

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

from bench.client import ACCESS_KEY, SECRET, Connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
_ADDRESS = re.compile(r"http://\S+/")
_GRACE_SECONDS = 10
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.environ.get("HOME", ""),
    "AWS_DATA_PATH": str(ROOT / "adapter" / "current" / "data"),
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}


_NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Process:
    """A running process that printed its address, or waits for orders."""

    popen: subprocess.Popen[str]
    address: str

    def seconds(self) -> float:
        """The processor time that it has used, all threads together."""
        # How Linux numbers the clock of another process: see clock_getcpuclockid(3).
        return time.clock_gettime((~self.popen.pid) << 3 | 2)

    def resident(self) -> int:
        """The bytes of memory that it holds."""
        pages = Path(f"/proc/{self.popen.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def ask(self, order: str) -> Any:
        """What a process that takes orders answers to one."""
        assert self.popen.stdin is not None  # noqa: S101
        self.popen.stdin.write(f"{order}\n")
        self.popen.stdin.flush()
        return json.loads(_line(self.popen))


@contextmanager
def process(
    *arguments: str, places: Mapping[str, str] = _NOWHERE, log: IO[str] | None = None
) -> Iterator[Process]:
    """`python ARGUMENTS` until the block ends; it has printed its first line by then.

    Args:
        arguments: a module or a file, and its own.
        places: more variables of its environment.
        log: takes its standard error; None: nobody does.
    """
    popen = subprocess.Popen(  # noqa: S603 (our own modules)
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**_ENVIRONMENT, **places},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if log is None else log,
        text=True,
    )
    try:
        found = _ADDRESS.search(_line(popen))
        yield Process(popen, found[0] if found else "")
    finally:
        popen.terminate()
        try:
            popen.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
        for stream in (popen.stdin, popen.stdout):
            if stream:
                stream.close()


@contextmanager
def stub(count: int = 1000, delay: float = 0, *, troubled: bool = False) -> Iterator[Process]:
    """The stub upstream."""
    more = ["--troubled"] if troubled else []
    with process("-m", "bench.stub", f"--items={count}", f"--delay={delay}", *more) as started:
        yield started


@contextmanager
def adapter(upstream: Process, *more: str) -> Iterator[Process]:
    """The adapter as it is installed, in front of that upstream; it verifies signatures."""
    flags = ("--bind=127.0.0.1:0", "--log-format=json", f"--upstream={upstream.address}")
    with process("-m", "adapter", "serve", *flags, *more) as started:
        yield started


def calls_since(upstream: Process) -> int:
    """How many current calls came since this was last asked."""
    connection = Connection(upstream.address)
    told: dict[str, int] = json.loads(connection.send(b"GET / HTTP/1.1\r\nHost: stub\r\n\r\n"))
    connection.close()
    return sum(told.values())


def _line(popen: subprocess.Popen[str]) -> str:
    assert popen.stdout is not None  # noqa: S101
    line = popen.stdout.readline()
    if not line:
        raise RuntimeError(f"{popen.args!r} ended with {popen.wait()} before it said anything")
    return line
