"""Recorded cases as the settings name them: those that answer, and where calls are recorded.

Imported only where it is wanted: what reads and checks YAML takes a while to import.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import structlog

from adapter.errors import FixtureError, SettingError
from adapter.recordings.check import find_problems
from adapter.recordings.folder import load_cases
from adapter.recordings.folders import FOLDER_MODE, remove_leftovers
from adapter.recordings.recorder import Recorder
from adapter.upstream.recording import Recording
from adapter.upstream.replay import ReplayUpstreams

if TYPE_CHECKING:
    from pathlib import Path

    from adapter.recordings import Case
    from adapter.settings import Settings

log = structlog.get_logger()

LEFT_OVER = timedelta(hours=1)
"""A half-written case as old as this belongs to a recorder that was killed."""


def replay_of(settings: Settings) -> ReplayUpstreams:
    """The cases as an upstream; raises a StartError for one that cannot be used."""
    return ReplayUpstreams(_cases(settings.replay))


def recording_to(folder: Path, settings: Settings) -> Recording:
    """What records answered calls in a folder; raises a StartError."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            remove_leftovers(folder, datetime.now(UTC) - LEFT_OVER)
    except OSError as error:
        text = f"nothing can be written in {folder}: {error.strerror}"
        raise SettingError("record", text) from error
    log.info("legacy calls are recorded, calls of the current API are not")
    return Recording(Recorder(folder, overwrite=settings.record_overwrite))


def _cases(root: Path) -> tuple[Case, ...]:
    cases = load_cases(root) if root.is_dir() else ()
    if not cases:
        log.warning("no case is recorded", folder=str(root))
    for case in cases:
        for problem in find_problems(case):
            raise FixtureError(str(root / case.name), problem)
    return cases
