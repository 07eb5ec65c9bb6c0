"""Show on standard error how far long work is."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from click._termui_impl import ProgressBar

T = TypeVar("T")

PATIENCE_SECONDS = 1.0
"""Work that takes less is done before anybody could read how far it is."""


def track(items: Sequence[T], label: str) -> Iterator[T]:
    """Yield the items, and show how many of them are done if it takes long."""
    progress = Progress()
    for done, item in enumerate(items, 1):
        yield item
        progress.report(label, done, len(items))


class Progress:
    """Shows a bar at a terminal, and a line for each tenth elsewhere, once work takes long.

    Args:
        read_seconds: returns the time of a clock that only moves forward.
    """

    def __init__(self, read_seconds: Callable[[], float] = time.monotonic) -> None:
        self._read_seconds = read_seconds
        self._begun: float | None = None
        self._bar: ProgressBar[Any] | None = None
        self._tenth = 0

    def report(self, label: str, done: int, total: int) -> None:
        """Show how much is done; the next label may follow when all of it is."""
        now = self._read_seconds()
        begun = now if self._begun is None else self._begun
        self._begun = None if done >= total else begun
        if now - begun < PATIENCE_SECONDS:
            return
        if sys.stderr.isatty():
            self._move_bar(label, done, total)
        else:
            self._print_line(label, done, total)

    def _move_bar(self, label: str, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=label, file=sys.stderr)
        # The bar is drawn anew only when it looks different.
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.render_finish()
            self._bar = None

    def _print_line(self, label: str, done: int, total: int) -> None:
        tenth = done * 10 // total
        if tenth > self._tenth:
            click.echo(f"{label}: {done:,} of {total:,}", err=True)
        self._tenth = 0 if done >= total else tenth
