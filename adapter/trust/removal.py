"""Taking away all that was made here, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.errors import StartError
from adapter.trust.authority import PRIVATE, PUBLIC, UNNAMED
from adapter.trust.client_files import BUNDLE, PHP, TRUSTSTORE
from adapter.trust.files import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OURS = (
    *(PRIVATE, PUBLIC, UNNAMED, BUNDLE, TRUSTSTORE),
    *("leaf-*.pem", "boto-*.cfg", f"{PHP}/mturk-adapter.ini", f"{PREFIX}*", f"{PHP}/{PREFIX}*"),
)


def remove_folder(folder: Path) -> tuple[Path, ...]:
    """Removes our files, then the folder unless others are in it; gives what was removed.

    Raises:
        StartError: something cannot be removed.
    """
    try:
        return tuple(_removed(folder))
    except OSError as error:
        text = f"it cannot be removed: {error.strerror}"
        raise StartError(str(error.filename or folder), text) from error


def _removed(folder: Path) -> Iterator[Path]:
    for file in sorted(file for pattern in _OURS for file in folder.glob(pattern)):
        file.unlink()
        yield file
    for empty in (folder / PHP, folder):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
            yield empty
