"""Show on standard error how far long work is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from click._termui_impl import ProgressBar

T = TypeVar("T")

_MANY = 1_000
"""Work on fewer items is done before anybody could read how far it is."""


def track(items: Sequence[T], label: str) -> Iterator[T]:
    """Yield the items, and show how many of them are done if there are many."""
    progress = Progress()
    for done, item in enumerate(items, 1):
        yield item
        if len(items) >= _MANY:
            progress.report(label, done, len(items))


class Progress:
    """Shows a bar at a terminal, and a line for each tenth elsewhere."""

    def __init__(self) -> None:
        self._bar: ProgressBar[Any] | None = None
        self._tenth = 0
        self._has_begun = False

    def report(self, label: str, done: int, total: int) -> None:
        """Show how much is done; the next label may follow when all of it is.

        Work that is done at its first report is too short to be shown.
        """
        if done >= total and not self._has_begun:
            return
        self._has_begun = done < total
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
