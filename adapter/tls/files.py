"""Files that hold keys: for their owner alone, and whole or not there at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from adapter.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = ".new-"
"""What is being written begins so; a process that was killed may leave one behind."""

_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_MAY_ANYTHING = stat.S_IRWXG | stat.S_IRWXO


def private_folder(folder: Path) -> None:
    """Makes the folder for its owner alone, or looks that nobody else can write into it.

    Raises:
        StartError: there can be none, or others can put files there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        status, itself = folder.stat(), folder.lstat()
    except OSError as error:
        text = f"there can be no folder here: {error.strerror}; name another with --trust-folder"
        raise StartError(str(folder), text) from error
    _check_owner(folder, status)
    # Who owns a link to it can put another folder in its place; the system administrator may.
    if itself.st_uid != 0:
        _check_owner(folder, itself)
    if os.name == "posix" and status.st_mode & _OTHERS_MAY_WRITE:
        raise StartError(str(folder), f"others can write into it; `chmod go-w {folder}`")


def read_private(file: Path) -> bytes | None:
    """What is in a file that its owner alone may read; None: there is none.

    Raises:
        StartError: it belongs to somebody else, or others may read or write it.
    """
    return _read(file, _OTHERS_MAY_ANYTHING, "others can read it", "chmod 600")


def read_own(file: Path) -> bytes | None:
    """What is in a file that its owner alone may write; None: there is none.

    Raises:
        StartError: it belongs to somebody else, or others may write it.
    """
    return _read(file, _OTHERS_MAY_WRITE, "others can write it", "chmod go-w")


def write_whole(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes the file, or writes it anew, so that nobody ever sees half of it.

    Raises:
        StartError: nothing can be written there.
    """
    _write(file, content, mode, os.replace)


def write_first(file: Path, content: bytes) -> bool:
    """As `write_whole`, but leaves a file that is there; whether it wrote its own.

    Raises:
        StartError: nothing can be written there.
    """
    try:
        _write(file, content, 0o600, os.link)
    except FileExistsError:
        return False
    return True


def _read(file: Path, forbidden: int, what: str, remedy: str) -> bytes | None:
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            content = opened.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StartError(str(file), f"it cannot be read: {error.strerror}") from error
    _check_owner(file, status)
    if os.name == "posix" and status.st_mode & forbidden:
        text = f"{what}, so it proves nothing; `{remedy} {file}` if nobody did"
        raise StartError(str(file), text)
    return content


def _check_owner(path: Path, status: os.stat_result) -> None:
    if os.name == "posix" and status.st_uid != os.geteuid():
        text = (
            f"it belongs to user {status.st_uid}, and this program runs as user {os.geteuid()}; "
            "run it as that user, or name another folder with --trust-folder"
        )
        raise StartError(str(path), text)


def _write(file: Path, content: bytes, mode: int, settle: Callable[[Path, Path], None]) -> None:
    try:
        with NamedTemporaryFile(dir=file.parent, prefix=PREFIX, delete=False) as new:
            written = Path(new.name)
            try:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
                new.close()
                written.chmod(mode)
                settle(written, file)
            finally:
                written.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as error:
        text = f"it cannot be written: {error.strerror}; name another folder with --trust-folder"
        raise StartError(str(file), text) from error
