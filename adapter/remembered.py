"""What texts were parsed to, remembered between processes: YAML is read slowly, and most starts
read the same.

Only the parsing is left out. What a text is parsed to depends on nothing but the text and the
parser, and both are in its key, so nothing here can be out of date; everything that is checked of
a value is checked again. Where nothing can be written, as in a container without a disk of its
own, every start parses.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec
from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A folder that is parsed faster than this is not worth a file.
_WORTH_SECONDS = 0.1
_MOST_FILES = 16


class Memory:
    """The values of one folder's texts.

    Args:
        parser: names what parses, with its version.
        known: values by key.
    """

    def __init__(self, parser: str, known: dict[str, Any]) -> None:
        self._parser = parser.encode()
        self._known = known
        self._used: dict[str, Any] = {}
        self._seconds = 0.0

    def value(self, text: bytes, parse: Callable[[str], Any]) -> Any:
        """What the text is parsed to. What `parse` raises passes through, and is not remembered.

        Raises:
            UnicodeDecodeError: the text is not UTF-8.
        """
        key = blake2b(text, digest_size=16, key=self._parser[:64]).hexdigest()
        if key not in self._known:
            start = time.perf_counter()
            self._known[key] = parse(text.decode())
            self._seconds += time.perf_counter() - start
        self._used[key] = self._known[key]
        return self._known[key]

    def worth_keeping(self) -> dict[str, Any] | None:
        """What was asked for, as far as a file can hold it; None: it was there, or took no time."""
        if self._seconds < _WORTH_SECONDS:
            return None
        return {key: value for key, value in self._used.items() if _lasts(value)}


def _lasts(value: Any) -> bool:
    """Whether JSON gives it back as it is: no time, no key but text."""
    try:
        return bool(msgspec.json.decode(msgspec.json.encode(value)) == value)
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError):
        return False


@contextmanager
def remembered(root: Path, parser: str) -> Iterator[Memory]:
    """The memory for the texts below a folder, kept at the end if that is worth it.

    Args:
        root: whose texts will be asked for; each folder has a file of its own.
        parser: as in `Memory`.
    """
    name = blake2b(str(root.resolve()).encode(), digest_size=16).hexdigest()
    file = user_cache_path("mturk-adapter", appauthor=False) / f"{name}.json"
    memory = Memory(parser, _read(file))
    yield memory
    values = memory.worth_keeping()
    if values is not None:
        with suppress(OSError):
            _write(file, values)


def _read(file: Path) -> dict[str, Any]:
    """What the file holds; nothing if there is none, or it is another's, or broken."""
    try:
        if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
            return {}
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError, RecursionError):
        return {}


def _write(file: Path, values: dict[str, Any]) -> None:
    """Puts the file there whole or not at all, and removes those used longest ago."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=file.parent) as folder:
        part = Path(folder) / file.name
        part.write_bytes(msgspec.json.encode(values))
        part.replace(file)
    files = sorted(file.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)
    for old in files[:-_MOST_FILES]:
        old.unlink(missing_ok=True)
