"""The fixture `mturk_replay`: recordings, which the test has to play completely."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from adapter.pytest_plugin.adapter_server import AdapterServer
from adapter.recordings.compare import summarize
from adapter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapter.upstream.replay import ReplayUpstreams

    class MturkReplayFactory(Protocol):
        """Starts adapters that play recordings."""

        def __call__(self, folder: str | Path, *, every: bool = True) -> MturkReplay:
            """Start an adapter that runs until the test ends.

            Args:
                folder: the recordings, relative to the test's folder.
                every: whether the test fails if a recording was not played.
            """


class MturkReplay(AdapterServer):
    """An adapter that answers from recordings only.

    It answers in any order and any number of times, as recorded folders keep no order between
    legacy calls. Several recordings of one call are played one after another, and the last one is
    repeated. Each page of a list reads the list again, as it did when it was recorded.
    """

    def __init__(self, folder: Path, *, every: bool) -> None:
        settings = Settings(
            upstream="replay", replay=folder, paging="live", accounts=(), warnings=()
        )
        super().__init__(settings)
        self._folder, self._every = folder, every

    def describe_problems(self) -> str:
        """Return the calls that were not recorded and the recordings that were not played."""
        lines = [f"unmatched: {miss}\n{miss.columns}" for miss in self._replay.misses]
        unplayed = self._replay.unplayed if self._every else ()
        lines += [
            f"never made: {summarize(each.recorded.call)}  ({each.case})" for each in unplayed
        ]
        if not lines:
            return ""
        return "\n".join((f"The recordings in {self._folder} were not played as they are:", *lines))

    def rewind(self) -> None:
        """Play from the start again, and clear `calls`."""
        self._runtime.reset(b"")
        self._history.clear()

    @property
    def _replay(self) -> ReplayUpstreams:
        assert self._runtime.replay is not None  # noqa: S101 (the settings name a replay)
        return self._runtime.replay


@contextmanager
def open_factory(parent: Path, replays: list[MturkReplay]) -> Iterator[MturkReplayFactory]:
    """Yield a function that starts adapters, and close them at the end.

    Args:
        parent: where recordings are looked for.
        replays: each adapter is appended to it.
    """
    with ExitStack() as stack:

        def start(folder: str | Path, *, every: bool = True) -> MturkReplay:
            recordings = parent / folder
            if not recordings.is_dir():
                raise NotADirectoryError(f"mturk_replay: there is no folder {recordings}")
            replay = MturkReplay(recordings, every=every)
            stack.callback(replay.close)
            replays.append(replay)
            return replay

        yield start
