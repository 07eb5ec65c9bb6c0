"""A test that is skipped on the integration server for no known reason is a failure there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
KNOWN = "needs the system administrator's rights"
SKIPPED = """
import pytest
{module}
@pytest.mark.skipif(True, reason={mark!r})
def test_skipped():
    pass

def test_skips():
    pytest.skip({call!r})
"""


def run(folder, *flags, ci="true", mark=KNOWN, call=KNOWN, module=""):
    (folder / "test_some.py").write_text(SKIPPED.format(mark=mark, call=call, module=module))
    environment = os.environ | {"CI": ci, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-p", "support.skips", "-rs", *flags, str(folder)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("flags", [(), ("-n", "1")], ids=["one process", "a worker"])
@pytest.mark.parametrize(
    "unknown",
    [
        {"mark": "too tired"},
        {"call": "too tired"},
        {"module": "pytest.skip('too tired', allow_module_level=True)"},
    ],
    ids=["by a mark", "within", "as a module"],
)
def test_an_unknown_reason_fails_the_run(tmp_path, flags, unknown):
    ran = run(tmp_path, *flags, **unknown)
    assert ran.returncode == 1
    assert "not in expected_skips.txt: too tired" in ran.stdout


def test_known_reasons_pass_and_are_printed(tmp_path):
    ran = run(tmp_path)
    assert ran.returncode == 0
    assert KNOWN in ran.stdout


def test_elsewhere_anything_may_be_skipped(tmp_path):
    assert run(tmp_path, ci="", mark="too tired").returncode == 0
