"""Load recorded cases and start recording, from settings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import structlog

from adapter.errors import FixtureError, SettingError
from adapter.recordings.folder import find_problems, load_cases
from adapter.recordings.folders import FOLDER_MODE, remove_leftovers
from adapter.recordings.recorder import Recorder
from adapter.upstream.recording import Recording
from adapter.upstream.replay import ReplayUpstreams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adapter.recordings import Case
    from adapter.settings import Settings

log = structlog.get_logger()

_MANY = 1_000
"""Fewer cases are loaded before anybody could read how many are."""
_ABANDONED_AFTER = timedelta(hours=1)
"""An incomplete case of this age belongs to a recorder that was killed."""


def load_replay(settings: Settings) -> ReplayUpstreams:
    """Return the recorded cases as an upstream; raise a StartError if a case is invalid."""
    return ReplayUpstreams(_load_cases(settings.replay))


def start_recording(folder: Path, settings: Settings, replay: ReplayUpstreams | None) -> Recording:
    """Return what records answered calls in a folder; raises a StartError.

    Args:
        folder: where the cases are written.
        settings: of the adapter.
        replay: whose calls are not recorded again; None: all calls are recorded.
    """
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            remove_leftovers(folder, datetime.now(UTC) - _ABANDONED_AFTER)
    except OSError as error:
        text = f"nothing can be written in {folder}: {error.strerror}"
        raise SettingError("record", text) from error
    log.info("recording_started", folder=str(folder), recorded="legacy calls only")
    recorder = Recorder(folder, overwrite=settings.record_overwrite)
    return Recording(recorder, replay.has if replay is not None else None)


def _load_cases(root: Path) -> tuple[Case, ...]:
    cases = load_cases(root, _log_progress) if root.is_dir() else ()
    if not cases:
        log.warning("recordings_empty", folder=str(root))
    for case in cases:
        for problem in find_problems(case):
            raise FixtureError(str(root / case.name), problem)
    return cases


def _log_progress(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the folders, and log each tenth of them if there are many."""
    total = len(folders)
    for done, folder in enumerate(folders, 1):
        yield folder
        if total >= _MANY and done * 10 // total > (done - 1) * 10 // total:
            log.info("recordings_loaded", done=done, total=total)
