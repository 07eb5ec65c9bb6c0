"""Write exchanges as cases without secrets, each completely or not at all."""

from __future__ import annotations

import itertools
import shutil
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from adapter.errors import FixtureError
from adapter.recordings import Case, Origin
from adapter.recordings.files import write_case
from adapter.recordings.folders import (
    FOLDER_MODE,
    build_numbered,
    build_stem,
    create_hidden_folder,
    discard,
    parse_number,
    publish,
    sync,
    write_files,
)
from adapter.recordings.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from adapter.recordings import Exchange


class Recorder:
    """Writes exchanges below a root, from any number of threads and processes.

    Recordings of one call are numbered. With `overwrite`, the first recording of a call by this
    recorder replaces all earlier ones, also of other processes; later ones are added.
    """

    def __init__(self, root: Path, *, overwrite: bool = False) -> None:
        self._root = root
        self._overwrite = overwrite
        self._replaced: set[Path] = set()
        self._publishing = threading.Lock()

    def record(self, exchange: Exchange) -> str | None:
        """Write a case and return its name; None for an exchange without current calls.

        Raises:
            FixtureError: the exchange cannot be redacted, or cannot be written as a case.
            OSError: the disk is full or read-only. At most a hidden folder is left.
        """
        if not exchange.calls:
            return None
        clean = _redact(exchange)
        place = self._root / clean.operation / build_stem(clean.parameters)
        files = _write_files(place.name, clean)
        self._root.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        place.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync(self._root)
        hidden = create_hidden_folder(self._root)
        try:
            write_files(hidden, files)
            published = self._publish(hidden, place)
        except OSError:
            shutil.rmtree(hidden, ignore_errors=True)
            raise
        return f"{clean.operation}/{published.name}"

    def _publish(self, hidden: Path, place: Path) -> Path:
        # One thread at a time, so that the first recording does not replace those after it.
        with self._publishing:
            if not self._overwrite or place in self._replaced:
                return publish(hidden, _list_free_names(place))
            published = self._replace(hidden, place)
            self._replaced.add(place)
            return published

    def _replace(self, hidden: Path, place: Path) -> Path:
        """Publish the new recording, remove the old ones, then rename it to number 1."""
        earlier = _find_recordings(place)
        published = publish(hidden, _list_free_names(place))
        for each in earlier:
            discard(each, self._root)
        # Another process that replaces recordings may have removed it.
        with suppress(FileNotFoundError):
            return publish(published, [build_numbered(place, 1), published])
        return published


def _find_recordings(place: Path) -> dict[Path, int]:
    """Return every recording of a call, and its number."""
    numbers = {path: parse_number(path, place) for path in place.parent.iterdir()}
    return {path: number for path, number in numbers.items() if number is not None}


def _list_free_names(place: Path) -> Iterator[Path]:
    """Yield names for the next recording, from the number after the last one."""
    after = itertools.count(max(_find_recordings(place).values(), default=0) + 1)
    return (build_numbered(place, number) for number in after)


def _redact(exchange: Exchange) -> Exchange:
    try:
        return redact(exchange)
    except ValueError as error:
        raise FixtureError(exchange.operation, str(error)) from error


def _write_files(name: str, clean: Exchange) -> Mapping[str, bytes]:
    case = Case(
        name=name,
        origin=Origin.RECORDED,
        summary=f"{clean.operation} as it was answered on {clean.context.now:%Y-%m-%d}.",
        context=clean.context,
        request=clean.request,
        calls=clean.calls,
        response=clean.response,
    )
    try:
        return write_case(case)
    except ValueError as error:
        raise FixtureError(name, str(error)) from error
