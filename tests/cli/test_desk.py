"""`mturk-adapter desk`, and the link that `serve` prints at a terminal."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from urllib.request import urlopen

LINK = re.compile(r"http://127\.0\.0\.1:\d+/desk/sign-in\?key=[0-9a-f]{32}")


def test_a_link_is_printed(run):
    first, second = (run("desk").stdout.strip() for _ in range(2))
    assert LINK.fullmatch(first)
    assert first != second
    assert first.startswith("http://127.0.0.1:8082/")


def test_json_names_the_account(run):
    printed = json.loads(run("desk", "--json", "--people-url", "https://work.example/").stdout)
    assert printed["account"] == "demo"
    assert printed["url"].startswith("https://work.example/desk/sign-in?key=")


def test_a_link_is_for_a_configured_account(run, tmp_path):
    config = tmp_path / "adapter.toml"
    config.write_text('[[accounts]]\naccess_key_id = "OLDKEY"\nsecret_access_key = "s"\n')
    config.chmod(0o600)
    assert json.loads(run("desk", "--json", "--config", str(config)).stdout)["account"] == "OLDKEY"
    refused = run("desk", "--account", "demo", "--config", str(config))
    assert refused.exit_code == 2
    assert "there are OLDKEY" in refused.stderr


def test_serve_prints_a_link_at_a_terminal_and_nowhere_else(tmp_path):
    terminal, own = pty.openpty()
    ports = ("--bind=127.0.0.1:0", "--people=127.0.0.1:0", "--admin=none", "--database=memory")
    command = [sys.executable, "-m", "adapter", "serve", *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=own, text=True) as server:
        os.close(own)
        try:
            shown = _read_until(terminal, LINK)
            with urlopen(LINK.search(shown)[0]) as page:
                assert "This link signs in once" in page.read().decode()
        finally:
            server.terminate()
            after = _read_rest(terminal)
            os.close(terminal)
        assert "key=" not in after
        assert "key=" not in server.stdout.read()


def _read_until(terminal, pattern):
    """What the terminal shows until something fits the pattern."""
    shown = ""
    while not pattern.search(shown):
        shown += os.read(terminal, 4096).decode()
    return shown


def _read_rest(terminal):
    """What the terminal shows until no program has it any more."""
    shown = ""
    with suppress(OSError):
        while read := os.read(terminal, 4096):
            shown += read.decode()
    return shown
