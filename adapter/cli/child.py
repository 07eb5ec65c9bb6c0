"""A command that is run to its end, as if nothing stood between it and the shell."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

NOT_FOUND, NOT_EXECUTABLE, BY_SIGNAL = 127, 126, 128
"""What shells end with; a signal's number is added to the last."""

_FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGQUIT")
_FROM_TERMINAL = ("SIGINT", "SIGQUIT")


class _Child:
    """The process, and signals that came before it was there."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def began(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        for number in self._early:
            process.send_signal(number)

    def take(self, number: int, _: FrameType | None) -> None:
        """Hands a signal on, unless the terminal has sent it to the child as well."""
        if signal.Signals(number).name in _FROM_TERMINAL and _in_foreground():
            return
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)


def run_command(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs the command with our standard streams, and gives its exit code as a shell would."""
    child = _Child()
    with _taken(child):
        try:
            process = subprocess.Popen(command, env=environ)  # noqa: S603 (the caller's own)
        except (OSError, ValueError) as error:
            return _not_begun(command[0], error)
        child.began(process)
        code = process.wait()
    return code if code >= 0 else BY_SIGNAL - code


def _not_begun(name: str, error: Exception) -> int:
    match error:
        case FileNotFoundError():
            click.echo(f"mturk-adapter: there is no command {name}", err=True)
            return NOT_FOUND
        case OSError(errno=errno.ENOEXEC):
            reason = "its first line names no interpreter, as #!/bin/sh does"
        case OSError():
            reason = str(error.strerror)
        case _:
            reason = str(error)
    click.echo(f"mturk-adapter: {name} cannot be run: {reason}", err=True)
    return NOT_EXECUTABLE


@contextmanager
def _taken(child: _Child) -> Iterator[None]:
    """What this process ignores, as under nohup, the child is left to ignore too."""
    numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    heard = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, child.take) for each in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_foreground() -> bool:
    """Whether Ctrl-C at the terminal reaches this process and its child at once."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except (OSError, AttributeError):
        # On Windows, which has no such file, a console's Ctrl-C reaches both.
        return os.name == "nt"
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
