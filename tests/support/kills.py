"""Processes that are killed in the middle of a change, one before each of its statements."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.market import Market

# Runs the code in one process after the other. The first is killed before the first statement that
# it sends, the second before the second, and so on, until one comes through.
_PROGRAM = """
import json, os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from sqlalchemy.engine import Engine
from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.batch_drafts import find_draft, post_draft
from adapter.marketplace.batches import Batch, post_batch, read_rows
from adapter.marketplace.invitations import Terms, invite, join, stop_invitation
from adapter.marketplace.links import LinkSettings, Links
from adapter.marketplace.people import People
from adapter.marketplace.reviewing import carry_out_part
from adapter.marketplace.rosters import import_people, read_table
from adapter.marketplace.uploads import UploadedFile
from adapter.marketplace.waiting_requests import Decision, decide_requests
from adapter.marketplace.workers import Worker, submit_by_id

url, now, code, values = sys.argv[1:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def run(last):
    sent = 0
    def count(*_):
        nonlocal sent
        sent += 1
        if sent == last:
            die()
    market = Marketplace(url, Environment(lambda: datetime.fromtimestamp(float(now), UTC)))
    event.listen(Engine, "before_cursor_execute", count)
    exec(code, {**globals(), **json.loads(values), "market": market})
    os._exit(0)

died = 0
while True:
    child = os.fork()
    if not child:
        run(died + 1)
    if os.WIFEXITED(os.waitpid(child, 0)[1]):
        break
    died += 1
    sys.stdout.write("before\\n")
    sys.stdout.flush()
    sys.stdin.readline()
print("after")
"""


def run_killed(
    market: Market, look: Callable[[], Any], code: str, **values: Any
) -> tuple[list[Any], Any]:
    """What is seen after each death, and how it is when the code at last came through.

    Args:
        market: over the database, which is `market` in the code.
        look: what is seen.
        code: Python, which makes the change.
        values: what else the code has names for.
    """
    now = str(market.clock.now.timestamp())
    command = [sys.executable, "-c", _PROGRAM, market.url, now, code, json.dumps(values)]
    seen = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            seen.append(look())
            if line == "after\n":
                break
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0
    return seen[:-1], seen[-1]
