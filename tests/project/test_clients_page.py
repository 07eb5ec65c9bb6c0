"""docs/clients.md: every program there that this machine can run, run as the page says."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"^```\w+ ([\w.]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^mturk-adapter run -- (.+)$", PAGE, re.MULTILINE)
# What Debian and PyPI do not have; mono needs a line of its own first, which `trust show` prints.
NOT_HERE = ("old_mturkr.R", "old_rturk.rb", "old_gem.rb", "old_sdk.pl", "old_api.js", "Old.exe")
NEEDS = {
    "old_boto.py": lambda: importlib.util.find_spec("boto") and sys.version_info < (3, 12),
    "old_curl.R": lambda: succeeds("Rscript", "-e", "library(curl)"),
    "old_lwp.pl": lambda: succeeds("perl", "-MLWP::Protocol::https", "-e1"),
    "old_curl.php": lambda: succeeds("php", "-r", "curl_init();"),
}

READ_WHOLE_LISTS = """
made = connection.create_qualification_type("Sky", "Looks up", "Active")[0].QualificationTypeId
holders = connection.get_all_qualifications_for_qual_type(made)
print(list(connection.get_all_hits()), list(holders))
"""


def succeeds(*command):
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, timeout=60).returncode == 0


def test_the_page_shows_programs_and_how_to_run_them():
    files = {command.split()[-1] for command in COMMANDS}
    shown = {name.replace("Old.cs", "Old.exe") for name in PROGRAMS}
    assert shown - files == {"boto_plain.py", "boto_repair.py"}
    assert set(NOT_HERE) <= files


@pytest.fixture(scope="module")
def trust_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("trust")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_page_shows_answers(tmp_path, trust_folder, command):
    program, name = command.split()[0], command.split()[-1]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    runs = shutil.which(program, path=path) and NEEDS.get(name, lambda: True)()
    if name in NOT_HERE or not runs:
        pytest.skip(f"{name} cannot be run here")
    for each, text in PROGRAMS.items():
        (tmp_path / each).write_text(text, encoding="utf-8")
    (tmp_path / "mturk-adapter").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m adapter "$@"\n')
    (tmp_path / "mturk-adapter").chmod(0o755)
    own = {"PATH": f"{tmp_path}{os.pathsep}{path}", "PYTHONWARNINGS": "ignore"}
    own |= {"MTURK_ADAPTER_TRUST_FOLDER": str(trust_folder)}
    result = subprocess.run(
        ["sh", "-c", f"mturk-adapter run -- {command}"],
        cwd=tmp_path, env=os.environ | own, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert re.search(r"10,?000\.00", result.stdout), result.stderr


@pytest.mark.skipif(not NEEDS["old_boto.py"](), reason="boto 2.49 needs Python up to 3.11")
def test_the_plain_address_answers_boto(tmp_path):
    command = [sys.executable, "-m", "adapter", "serve", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            port = re.search(rb":(\d+)/", server.stdout.readline())[1].decode()
            program = PROGRAMS["boto_plain.py"].replace("8080", port)
            program += PROGRAMS["boto_repair.py"] + READ_WHOLE_LISTS
            ran = [sys.executable, "-W", "ignore", "-c", program]
            printed = subprocess.run(ran, capture_output=True, timeout=60).stdout
            assert printed.endswith(b"$10,000.00\n[] []\n")
        finally:
            server.terminate()
