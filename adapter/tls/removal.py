"""Removal of everything that this program wrote, and of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from adapter.errors import StartError
from adapter.tls.authority import PRIVATE, PUBLIC, UNNAMED
from adapter.tls.certificates import is_our_authority
from adapter.tls.client_files import BUNDLE, PHP, TRUSTSTORE
from adapter.tls.files import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OURS = (
    *("leaf-*.pem", "boto-*.cfg", f"{PHP}/mturk-adapter.ini", f"{PREFIX}*", f"{PHP}/{PREFIX}*"),
    # The last two mark the folder as ours, so that a removal that failed half way can be repeated.
    *(UNNAMED, BUNDLE, TRUSTSTORE, PRIVATE, PUBLIC),
)


def remove_folder(folder: Path) -> tuple[Path, ...]:
    """Remove our files, then the folder if it is empty; return what was removed.

    A folder without our authority stays as it is: other programs' files may have such names.

    Raises:
        StartError: a file cannot be removed.
    """
    try:
        return tuple(_remove(folder)) if _is_ours(folder) or not any(folder.glob("*")) else ()
    except OSError as error:
        text = f"it cannot be removed: {error.strerror}"
        raise StartError(str(error.filename or folder), text) from error


def _remove(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        for file in sorted(folder.glob(pattern)):
            file.unlink()
            yield file
    for empty in (folder / PHP, folder):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
            yield empty


def _is_ours(folder: Path) -> bool:
    return any(_is_our_certificate(folder / name) for name in (PRIVATE, PUBLIC))


def _is_our_certificate(file: Path) -> bool:
    try:
        return is_our_authority(x509.load_pem_x509_certificate(file.read_bytes()))
    except (FileNotFoundError, ValueError):
        return False
