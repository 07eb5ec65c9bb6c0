"""An adapter whose proxy answers for Amazon's website for workers, and a requester's program."""

from __future__ import annotations

import shutil
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from support.boto_249 import ExternalQuestion, MTurkConnection, Price, hang_up

from adapter.application.server import build_server
from adapter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class PeopleProxy:
    """A running adapter.

    Attributes:
        site: where browsers reach people's pages, without a slash at the end.
        proxy: HOST:PORT of the proxy.
        ca: the certificate to trust.
        mturk: a requester's program.
    """

    site: str
    proxy: str
    ca: Path
    mturk: MTurkConnection

    def make_hit(self, url: str) -> tuple[str, str]:
        """The HITId and the type's id of a new ExternalQuestion."""
        [hit] = self.mturk.create_hit(
            question=ExternalQuestion(url, 450),
            title="Colours",
            description="Name a colour",
            keywords="colours",
            reward=Price(0.5),
        )
        return hit.HITId, hit.HITTypeId

    def read_answers(self, hit_id: str) -> dict[str, str]:
        """The answers of the only assignment that was handed in."""
        [done] = self.mturk.get_assignments(hit_id)
        return {each.qid: each.fields[0] for each in done.answers[0]}

    def curl(self, *arguments: str) -> tuple[int, str, str]:
        """The status, the address to go to and the body of a request through the proxy."""
        if shutil.which("curl") is None:
            pytest.skip("there is no curl here")
        command = ["curl", "-sS", "--proxy", f"http://{self.proxy}", "--cacert", str(self.ca)]
        command += ["-w", "\n%{http_code} %{redirect_url}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        body, _, last = done.stdout.rpartition("\n")
        status, _, location = last.partition(" ")
        return int(status), location, body


@contextmanager
def people_proxy(folder: Path) -> Iterator[PeopleProxy]:
    """An adapter at free ports, with an authority in the folder."""
    settings = Settings(
        bind="127.0.0.1:0",
        admin="none",
        people="127.0.0.1:0",
        proxy="127.0.0.1:0",
        proxy_people=True,
        database="sqlite://",
        trust_folder=folder,
        accounts=(),
        warnings=(),
    )
    listening = build_server(settings)
    server = listening.server
    thread = threading.Thread(target=server.run)
    thread.start()
    ports = {name: port for name, (_, port) in listening.addresses.items()}
    mturk = MTurkConnection("OLDKEY", "any", host="127.0.0.1", port=ports["bind"], is_secure=False)
    try:
        site, proxy = (f"127.0.0.1:{ports[name]}" for name in ("people", "proxy"))
        yield PeopleProxy(f"http://{site}", proxy, folder / "ca.pem", mturk)
    finally:
        hang_up(mturk)
        server.stop()
        thread.join(30)
