"""A real Redis of the test's own, which can be killed and started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

BINARY = shutil.which("redis-server") or shutil.which("valkey-server")


class RedisServer:
    """A server on a Unix socket in a folder of its own, that keeps nothing when it is killed."""

    def __init__(self, *flags: str) -> None:
        if BINARY is None:
            pytest.skip("neither redis-server nor valkey-server is installed")
        # A socket's path may have a hundred characters; pytest's folders have more.
        self._folder = tempfile.mkdtemp(prefix="walks")
        self._socket = Path(self._folder, "store")
        self._flags = flags
        self.start()

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        command = [BINARY, "--port", "0", "--unixsocket", self._socket, "--save", "", *self._flags]
        self._process = subprocess.Popen(
            command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(1000):
            if self._answers():
                return
            assert self._process.poll() is None, "the server ended"
            time.sleep(0.01)
        self._process.kill()
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """As a power cut: nothing is said, and nothing is saved."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(self._socket))
                line.sendall(b"PING\r\n")
                return line.recv(5) in {b"+PONG", b"-NOAU"}
            except OSError:
                return False
