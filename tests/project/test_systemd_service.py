"""The service for systemd: its tools accept it, and its command serves from its folders."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.process import adapter_process

from adapter.settings import Settings

UNIT = Path(__file__).parents[2] / "deploy" / "mturk-adapter.service"
PROGRAM = "/opt/mturk-adapter/bin/mturk-adapter"
ANALYZE = shutil.which("systemd-analyze")


def read_values(name):
    """The values of each line of this setting."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def unit(tmp_path):
    """The unit, with a program that is there."""
    installed = tmp_path / UNIT.name
    program = Path(sys.executable).with_name("mturk-adapter")
    installed.write_text(UNIT.read_text(encoding="utf-8").replace(PROGRAM, str(program)))
    return installed


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_understands_each_line_and_finds_little_exposed(unit):
    verified = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--threshold=20", unit], capture_output=True
    )
    assert rated.returncode == 0, rated.stdout


def test_the_command_serves_with_its_file_and_keeps_its_state_where_the_service_may_write(tmp_path):
    [command] = read_values("ExecStart")
    program, name, *flags = shlex.split(command)
    assert (program, name, flags[0]) == (PROGRAM, "serve", "--config")
    assert flags[1].startswith("/etc/mturk-adapter/")
    [variables] = read_values("Environment")
    assert "XDG_DATA_HOME=/var/lib" in variables.split()
    file = tmp_path / Path(flags[1]).name
    file.write_text(
        'admin = "127.0.0.1:0"\n[[accounts]]\naccess_key_id = "K"\nsecret_access_key = "S"\n'
    )
    file.chmod(0o600)
    with adapter_process("--config", str(file), XDG_DATA_HOME=str(tmp_path)) as (_, url):
        assert url.startswith("http://127.0.0.1:")
    [folder] = read_values("StateDirectory")
    assert (tmp_path / folder / "marketplace.db").is_file()


def test_systemd_waits_longer_than_serve_takes_to_end():
    [seconds] = read_values("TimeoutStopSec")
    assert int(seconds) > Settings.model_fields["shutdown_seconds"].default
