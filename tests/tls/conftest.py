"""Folders for certificates: ours, and one of a user without rights."""

import os
import tempfile
from pathlib import Path

import pytest
from support.authorities import NAMES, NOW

from adapter.tls import open_authority


@pytest.fixture
def authority(tmp_path):
    return open_authority(tmp_path / "trust", NAMES, NOW)


@pytest.fixture
def unprivileged_folder():
    """A folder of a user who is not the system administrator, as whom the test runs."""
    with tempfile.TemporaryDirectory() as name:
        folder, user = Path(name), os.geteuid()
        if user == 0:
            os.chown(folder, 65534, -1)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
