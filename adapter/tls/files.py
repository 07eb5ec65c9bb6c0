"""Files that hold keys: readable by their owner alone, and written whole or not at all."""

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
"""The start of the name of a file that is being written; a killed process may leave one."""

_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_MAY_ANYTHING = stat.S_IRWXG | stat.S_IRWXO


def ensure_private_folder(folder: Path) -> None:
    """Create a folder that only this user may use, or verify that nobody else can write into it.

    Raises:
        StartError: the folder cannot be created, or other users can write into it.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        status, itself = folder.stat(), folder.lstat()
    except OSError as error:
        text = f"the folder cannot be created: {error.strerror}; name another with --trust-folder"
        raise StartError(str(folder), text) from error
    _check_owner(folder, status)
    # The owner of a symbolic link could make it lead to another folder; only root may.
    if itself.st_uid != 0:
        _check_owner(folder, itself)
    if os.name == "posix" and status.st_mode & _OTHERS_MAY_WRITE:
        raise StartError(str(folder), f"others can write into it; `chmod go-w {folder}`")


def read_private(file: Path) -> bytes | None:
    """Return the content of a file that only its owner may read; None if there is no file.

    Raises:
        StartError: the file belongs to another user, or other users may read or write it.
    """
    return _read(file, _OTHERS_MAY_ANYTHING, "others can read it", "chmod 600")


def read_owned(file: Path) -> bytes | None:
    """Return the content of a file that only its owner may write; None if there is no file.

    Raises:
        StartError: the file belongs to another user, or other users may write it.
    """
    return _read(file, _OTHERS_MAY_WRITE, "others can write it", "chmod go-w")


def write_atomically(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Write or replace the file so that nobody ever reads half of it.

    Raises:
        StartError: the file cannot be written.
    """
    _write(file, content, mode, os.replace)


def write_once(file: Path, content: bytes) -> bool:
    """Write the file atomically unless it exists; return whether it was written.

    Raises:
        StartError: the file cannot be written.
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


def _write(file: Path, content: bytes, mode: int, publish: Callable[[Path, Path], None]) -> None:
    try:
        with NamedTemporaryFile(dir=file.parent, prefix=PREFIX, delete=False) as new:
            written = Path(new.name)
            try:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
                new.close()
                written.chmod(mode)
                publish(written, file)
            finally:
                written.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as error:
        text = f"it cannot be written: {error.strerror}; name another folder with --trust-folder"
        raise StartError(str(file), text) from error
