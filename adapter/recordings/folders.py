"""Name the folders of recordings, and publish each whole: write it under a hidden name, rename it.

Threads and processes need no lock: of those that create or rename to one name only the first
succeeds, and the others try the next name.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.recordings import VOLATILE
from adapter.redaction import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Recordings hold what workers wrote: nobody else on the machine may read them.
FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_PREFIX = ".writing-"

# The errors of rename(2) for a target folder that is not empty; it depends on the system which.
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY)
_WORD, _SLUG, _DIGEST = 20, 48, 8
_FILLER = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(.+)-(\d+)")


def create_hidden_folder(root: Path) -> Path:
    """Create an empty folder in the root that nobody else uses, and that loading leaves out."""
    for number in itertools.count():
        folder = root / f"{_PREFIX}{os.getpid()}-{number}"
        try:
            folder.mkdir(mode=FOLDER_MODE)
        except FileExistsError:
            continue
        return folder
    raise AssertionError


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files, and wait until they are on the disk."""
    for name, content in files.items():
        path = folder / name
        path.touch(mode=_FILE_MODE, exist_ok=False)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    sync(folder)


def publish(hidden: Path, names: Iterable[Path]) -> Path:
    """Rename the folder to the first of these names that is free, and return that name."""
    for name in names:
        try:
            hidden.rename(name)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
            continue
        sync(name.parent)
        return name
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def discard(folder: Path, root: Path) -> None:
    """Remove a folder, for other processes in one step; do nothing if it does not exist."""
    hidden = create_hidden_folder(root)
    try:
        folder.rename(hidden / folder.name)
    except FileNotFoundError:
        pass
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def remove_leftovers(root: Path, before: datetime) -> int:
    """Remove hidden folders that a killed process left before this time, and return how many.

    The time must be well in the past: a younger folder may still be written by another process.
    """
    old = [path for path in root.glob(f"{_PREFIX}*") if _changed(path) < before]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def sync(folder: Path) -> None:
    """Wait until the names in the folder are on the disk, where the system supports it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def build_stem(parameters: tuple[tuple[str, str], ...]) -> str:
    """Return a name that is the same for equal calls, whatever the order of their parameters.

    The words are for the reader. They are cut, and lower case because some file systems do not
    tell cases apart; the digest after them tells calls apart.
    """
    lasting = sorted(
        (name, text) for name, text in parameters if name not in VOLATILE and not is_secret(name)
    )
    words = [_FILLER.sub("-", text.lower())[:_WORD].strip("-") for _, text in lasting]
    slug = "-".join(word for word in words if word)[:_SLUG].rstrip("-") or "no-parameters"
    digest = hashlib.sha256(json.dumps(lasting).encode()).hexdigest()[:_DIGEST]
    return f"{slug}-{digest}"


def build_numbered(place: Path, number: int) -> Path:
    """Return the folder of the recording with this number, from 1, of the call at this place."""
    return place.with_name(f"{place.name}-{number:03}")


def parse_number(folder: Path, place: Path) -> int | None:
    """Return the number of a recording of the call; None for a folder that is something else."""
    match = _NUMBERED.fullmatch(folder.name)
    return int(match[2]) if match and match[1] == place.name else None
