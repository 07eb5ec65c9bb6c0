"""Recorders in processes of their own: many threads, a full disk, a kill at every step."""

import itertools
import json
import os
import resource
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.exchanges import EXCHANGE

from adapter.recordings.folder import load_cases
from adapter.recordings.recorder import Recorder

# Functions of the interpreter that touch the disk: before each of them a kill may come.
STEPS = {
    *("open", "write", "flush", "fsync", "close", "mkdir"),
    *("rename", "listdir", "scandir", "unlink", "rmdir"),
}


def record_in_threads(root, threads, times):
    """Records one call from many threads at once."""
    recorder = Recorder(root)
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(recorder.record, EXCHANGE) for _ in range(times)]:
            done.result()


def record_on_full_disk(root):
    """Records where no file may grow beyond 100 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    try:
        Recorder(root).record(EXCHANGE)
    except OSError as error:
        print(type(error).__name__)  # noqa: T201


def record_and_die(root, overwrite):
    """Records again and again, killed one step later each time, until it is not killed.

    Prints what could be loaded after each kill.
    """
    for step in itertools.count(1):
        child = os.fork()
        if child == 0:
            _die_at(step)
            Recorder(root, overwrite=overwrite).record(EXCHANGE)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(json.dumps([case.name for case in load_cases(root)]))  # noqa: T201
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)
    return 1


def _die_at(step):
    steps = itertools.count(1)

    def watch(_frame, event, function):
        if event == "c_call" and function.__name__ in STEPS and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    sys.exit(
        {"many": record_in_threads, "full": record_on_full_disk, "killed": record_and_die}[what](
            Path(where), *map(json.loads, rest)
        )
    )
