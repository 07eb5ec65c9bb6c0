"""Run a command to its end, as if the shell itself had started it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

NOT_FOUND, NOT_EXECUTABLE, BY_SIGNAL = 127, 126, 128
"""Exit codes as shells have them; a signal's number is added to the last."""

_FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGQUIT")
_FROM_TERMINAL = ("SIGINT", "SIGQUIT")


class _SignalForwarder:
    """Forwards signals to a process, also those that arrived before it was started."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def attach(self, process: subprocess.Popen[bytes]) -> None:
        """Forward to this process from now on."""
        self._process = process
        for number in self._early:
            process.send_signal(number)

    def handle(self, number: int, _: FrameType | None) -> None:
        """Forward a signal, unless the terminal has sent it to the process as well."""
        if signal.Signals(number).name in _FROM_TERMINAL and _is_in_foreground():
            return
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)


def run_command(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command with our standard streams, and return its exit code as a shell would."""
    forwarder = _SignalForwarder()
    with _forward_signals(forwarder):
        try:
            process = subprocess.Popen(command, env=environ)  # noqa: S603 (the caller's own)
        except (OSError, ValueError) as error:
            return _report_failure(command[0], error, environ.get("PATH"))
        forwarder.attach(process)
        code = process.wait()
    return code if code >= 0 else BY_SIGNAL - code


def _report_failure(name: str, error: Exception, path: str | None) -> int:
    # A folder on the path that this user may not read gives a PermissionError.
    on_path = os.sep in name or shutil.which(name, os.F_OK, path)
    if isinstance(error, FileNotFoundError) or not on_path:
        click.echo(f"mturk-adapter: there is no command {name}", err=True)
        return NOT_FOUND
    match error:
        case OSError(errno=errno.ENOEXEC):
            reason = "its first line names no interpreter, as #!/bin/sh does"
        case OSError():
            reason = str(error.strerror)
        case _:
            reason = str(error)
    click.echo(f"mturk-adapter: {name} cannot be run: {reason}", err=True)
    return NOT_EXECUTABLE


@contextmanager
def _forward_signals(forwarder: _SignalForwarder) -> Iterator[None]:
    # A signal that this process ignores, as under nohup, its child has to ignore as well.
    numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    handled = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, forwarder.handle) for each in handled}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_in_foreground() -> bool:
    """Return whether Ctrl-C at the terminal reaches both this process and its child."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except (OSError, AttributeError):
        # Windows has no such file, and there Ctrl-C reaches both.
        return os.name == "nt"
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
