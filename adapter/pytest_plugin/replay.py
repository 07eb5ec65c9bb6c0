"""The fixture `mturk_replay`: recordings, which the test has to play, all of them and no others."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from adapter.pytest_plugin.serving import Serving
from adapter.recordings.compare import summarize
from adapter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapter.upstream.replay import ReplayUpstreams

    class MturkReplayFactory(Protocol):
        """Makes adapters that play recordings."""

        def __call__(self, folder: str | Path, *, every: bool = True) -> MturkReplay:
            """One more adapter, which ends with the test.

            Args:
                folder: the recordings; taken from the test's own folder.
                every: whether a recording that was not played fails the test.
            """


class MturkReplay(Serving):
    """An adapter that answers from recordings alone.

    In any order and as often as asked: recorded folders keep no order between legacy calls.
    Several recordings of one call are played in turn, and the last one stays. Every page of a list
    is read anew, as it was when it was recorded.
    """

    def __init__(self, folder: Path, *, every: bool) -> None:
        settings = Settings(
            upstream="replay", replay=folder, paging="live", accounts=(), warnings=()
        )
        super().__init__(settings)
        self._folder, self._every = folder, every

    def problems(self) -> str:
        """What was asked and not recorded, and what was recorded and not asked; empty: nothing."""
        lines = [f"unmatched: {miss}\n{miss.columns}" for miss in self._replay.misses]
        never = self._replay.unplayed if self._every else ()
        lines += [f"never made: {summarize(each.recorded.call)}  ({each.case})" for each in never]
        if not lines:
            return ""
        return "\n".join((f"The recordings in {self._folder} were not played as they are:", *lines))

    def rewind(self) -> None:
        """Turns back to the start, and forgets `calls`."""
        self._sources.reset(b"")
        self._history.clear()

    @property
    def _replay(self) -> ReplayUpstreams:
        assert self._sources.replay is not None  # noqa: S101 (the settings name a replay)
        return self._sources.replay


def factory(place: Path, replays: list[MturkReplay]) -> Iterator[MturkReplayFactory]:
    """The factory, until the test ends.

    Args:
        place: the folder that recordings are looked for in.
        replays: where every adapter that is made is noted.
    """
    with ExitStack() as made:

        def make(folder: str | Path, *, every: bool = True) -> MturkReplay:
            where = place / folder
            if not where.is_dir():
                raise NotADirectoryError(f"mturk_replay: there is no folder {where}")
            replay = MturkReplay(where, every=every)
            made.callback(replay.close)
            replays.append(replay)
            return replay

        yield make
