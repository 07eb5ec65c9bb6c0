"""Runs the blocks of a section as its reader would: one shell, one folder, from top to bottom."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATHS = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
SECONDS = 120

# A reader starts `serve` in one terminal and goes on in another; here it goes on when the address
# is printed, and the next `serve` takes the place of the one before it.
PRELUDE = """
set -eu
server=
stop() {
  if [ -n "$server" ]; then kill $server 2>/dev/null || true; wait $server || true; fi
  server=
}
trap stop EXIT
mturk-adapter() {
  if [ "$1" != serve ]; then command mturk-adapter "$@" $(endpoint "$1"); return; fi
  stop
  rm -f "$STEPS/address"
  exec mturk-adapter "$@" >"$STEPS/address" 2>"$STEPS/log" & server=$!
  until [ -s "$STEPS/address" ]; do
    kill -0 $server 2>/dev/null || { cat "$STEPS/log" >&2; return 1; }
    sleep 0.05
  done
}
endpoint() {
  case "$1 ${MTURK_ADAPTER_BIND-}" in
    "env 127"* | "call 127"*) echo "--endpoint http://$MTURK_ADAPTER_BIND/" ;;
  esac
}
"""


@dataclass(frozen=True)
class Step:
    """One command, and what it prints if the page says so."""

    line: int
    command: str
    shown: str | None = None


@dataclass(frozen=True)
class Failure:
    """The step that failed, and what it printed."""

    step: Step
    why: str


@dataclass(frozen=True)
class Ports:
    """The ports that stand for those in the pages."""

    api: int = 8080
    admin: int = 8081
    proxy: int = 3128

    def replace(self, text: str) -> str:
        """Return the text with these ports in it."""
        for written, port in ((8080, self.api), (8081, self.admin), (3128, self.proxy)):
            text = re.sub(rf"\b{written}\b", str(port), text)
        return text

    @property
    def variables(self) -> dict[str, str]:
        """Return what makes other ports than those in the pages the defaults."""
        if self == Ports():
            return {}
        return {
            "MTURK_ADAPTER_BIND": f"127.0.0.1:{self.api}",
            "MTURK_ADAPTER_ADMIN": f"127.0.0.1:{self.admin}",
        }


@contextmanager
def reserve_ports() -> Iterator[Ports]:
    """Give the ports of the pages to one test of this machine at a time; others to the rest."""
    for offset in range(0, 20_000, 1_000):  # below those that systems give to connections
        ports = Ports(Ports.api + offset, Ports.admin + offset, Ports.proxy + offset)
        lock = Path(f"/tmp/mturk-adapter-docs-{os.getuid()}-{ports.api}.lock")
        with lock.open("w") as file:
            if _lock(file) and not any(map(_is_taken, (ports.api, ports.admin, ports.proxy))):
                yield ports
                return
    raise AssertionError("no ports are free")


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_taken(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return True
    return False


def run_steps(steps: Sequence[Step], folder: Path, ports: Ports) -> Failure | None:
    """Run commands in one shell.

    Args:
        steps: what is run, in order.
        folder: an empty folder; the commands run in its `work`, and its `home` is theirs.
        ports: what stands for the ports in the commands.

    Returns:
        The first step that ends with another code than 0 or prints other than what is shown.
    """
    notes = folder / "steps"
    for each in (notes, folder / "work", folder / "home"):
        each.mkdir(exist_ok=True)
    lines = [PRELUDE]
    for number, step in enumerate(steps):
        lines += [
            f'echo {number} >"$STEPS/at"; exec >"$STEPS/{number}.out" 2>"$STEPS/{number}.err"'
        ]
        lines += [ports.replace(step.command)]
    (notes / "script").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code = _run_bash(notes / "script", folder, ports)
    return _find_failure(steps, notes, code, ports)


def _run_bash(script: Path, folder: Path, ports: Ports) -> int:
    environment = {
        **PATHS,
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "STEPS": str(folder / "steps"),
    }
    process = subprocess.Popen(
        ["bash", script],
        cwd=folder / "work",
        env=environment | ports.variables,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return process.poll() or signal.SIGALRM
    finally:
        _kill_group(process.pid)


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return  # all have ended


def _find_failure(steps: Sequence[Step], notes: Path, code: int, ports: Ports) -> Failure | None:
    at = int((notes / "at").read_text())
    for number, step in enumerate(steps[: at + 1]):
        out, err = (
            (notes / f"{number}.{each}").read_text(encoding="utf-8") for each in ("out", "err")
        )
        if step.shown is not None and not matches(ports.replace(step.shown), out, err):
            return Failure(step, f"it printed other than what is shown:\n{out}{err}")
    if code:
        return Failure(steps[at], f"it ended with {code}:\n{out}{err}")
    return None


def matches(shown: str, out: str, err: str) -> bool:
    """Return whether a terminal, or standard output alone, shows this.

    A line that is only `…` stands for any lines, and `…` within a line for any text.
    """
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\s*?\n"
        for line in shown.strip("\n").split("\n")
    )
    printed = (each.rstrip("\n") + "\n" for each in (out, out + err, err + out))
    return any(re.fullmatch(pattern, each) for each in printed)
