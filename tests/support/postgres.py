"""A PostgreSQL server for tests: a new cluster on a free port, which does not wait for disks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


def binaries() -> Path | None:
    """The folder of the server's programs; None where there is no PostgreSQL."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of a running server, without a database's name.

    Args:
        programs: the folder of the server's programs.
    """
    # Not in pytest's folder, which is closed to the user that the server has to run as.
    with TemporaryDirectory(prefix="market-") as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        with _running(programs, folder) as url:
            yield url


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[str]:
    data, port = folder / "data", _free_port()
    _run([programs / "initdb", "-D", data, "-U", "tester", "--auth=trust", "--no-sync"], folder)
    options = " ".join(f"-c {each}" for each in _QUICK)
    options += f" -p {port} -h 127.0.0.1 -k {folder}"
    start = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    _run(start, folder)
    try:
        yield f"postgresql://tester@127.0.0.1:{port}"
    finally:
        _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], folder)


def _run(command: Sequence[object], folder: Path) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run(
        [*user, *map(str, command)], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
