"""Commands run to their end: exit codes, signals, streams, as a shell would have it."""

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

RUN = """
import os, sys
from adapter.cli.child import run_command
sys.exit(run_command(sys.argv[1:], os.environ))
"""
OURS = [sys.executable, "-c", RUN]
# Says that it is there, then ends with 9 at a signal that it handles.
PATIENT = """
import signal, sys, time
for name in sys.argv[1:]:
    signal.signal(getattr(signal, name), lambda *_: sys.exit(9))
print("ready", flush=True)
time.sleep(60)
"""
# Makes standard input the terminal of this session, then becomes the command.
AT_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def ran(*command, **options):
    return subprocess.run([*OURS, *command], capture_output=True, timeout=30, **options)


@pytest.mark.parametrize("code", [0, 1, 3, 126, 255])
def test_the_exit_code_is_passed_on(code):
    assert ran("sh", "-c", f"exit {code}").returncode == code


@pytest.mark.parametrize("name", ["TERM", "KILL", "SEGV", "INT"])
def test_death_by_a_signal_is_told_as_shells_do(name):
    number = getattr(signal, f"SIG{name}")
    assert ran("sh", "-c", f"kill -{name} $$").returncode == 128 + number


def test_a_command_that_is_not_there():
    result = ran("no-such-command")
    assert (result.returncode, result.stdout) == (127, b"")
    assert b"there is no command no-such-command" in result.stderr


def test_a_folder_on_the_path_that_may_not_be_read_changes_nothing(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o000)
    path = f"{tmp_path / 'closed'}{os.pathsep}{os.environ['PATH']}"
    result = ran("no-such-command", env={**os.environ, "PATH": path})
    assert (result.returncode, result.stdout) == (127, b"")


def test_a_command_that_cannot_be_run(tmp_path):
    (tmp_path / "text").write_text("echo hello\n")
    for mode, says in ((0o644, b"Permission denied"), (0o755, b"#!/bin/sh")):
        (tmp_path / "text").chmod(mode)
        result = ran(str(tmp_path / "text"))
        assert (result.returncode, says in result.stderr) == (126, True)
    assert ran(str(tmp_path)).returncode == 126


def test_streams_are_the_childs_alone():
    result = ran("sh", "-c", "cat; echo error >&2", input=b"\x00\xffbytes")
    assert (result.stdout, result.stderr) == (b"\x00\xffbytes", b"error\n")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGINT", "SIGQUIT"])
@pytest.mark.parametrize("handled", [True, False])
def test_a_signal_to_us_reaches_the_child(name, handled):
    command = [*OURS, sys.executable, "-c", PATIENT, *([name] if handled else [])]
    number = getattr(signal, name)
    # In a session without a terminal, so that only we are sent it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        # Python itself handles SIGINT, and then dies of it.
        assert process.wait(30) == (9 if handled else 128 + number)


def test_what_we_ignore_the_child_ignores():
    shell = 'trap "" HUP; exec "$@"'
    command = ["sh", "-c", shell, "sh", *OURS, "sh", "-c", "kill -HUP $$; echo alive"]
    assert subprocess.run(command, capture_output=True, timeout=30).stdout == b"alive\n"


def read_until(terminal, *ends):
    said = b""
    while not said.endswith(ends):
        said += os.read(terminal, 1000)
    return said


def test_ctrl_c_at_a_terminal_reaches_the_child_once():
    counting = (
        "import signal, sys, time\n"
        "seen = []\n"
        "signal.signal(signal.SIGINT, lambda *_: seen.append(1))\n"
        "print('ready', flush=True)\n"
        "deadline = time.monotonic() + 20\n"
        "while not seen and time.monotonic() < deadline: time.sleep(0.05)\n"
        "time.sleep(0.5)\n"
        "print('seen', len(seen), flush=True)\n"
    )
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", AT_TERMINAL, *OURS, sys.executable, "-c", counting]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, start_new_session=True):
        os.close(theirs)
        read_until(ours, b"ready\r\n")
        os.write(ours, b"\x03")
        assert b"seen 1\r\n" in read_until(ours, b"seen 1\r\n", b"seen 2\r\n")
    os.close(ours)


def test_an_early_signal_is_not_lost():
    """However early the signal: either we die of it, or the child does."""
    for delay in (0, 0.02, 0.05, 0.1):
        with subprocess.Popen([*OURS, "sleep", "60"], start_new_session=True) as process:
            time.sleep(delay)
            process.terminate()
            assert process.wait(30) in (-signal.SIGTERM, 128 + signal.SIGTERM)
