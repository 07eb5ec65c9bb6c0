"""`mturk-adapter serve` as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def adapter_process(*flags: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that its first line names; its log is read when it has ended."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MTURK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0", *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=kept | environment,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.log = process.communicate(timeout=20)[1]  # type: ignore[attr-defined]
