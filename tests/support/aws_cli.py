"""The AWS CLI as a process of its own, with our description of the API and nobody's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from support.serving import KEY, SECRET

from adapter.current_api.model import data_path

if TYPE_CHECKING:
    from pathlib import Path

INSTALLED = pytest.mark.skipif(not find_spec("awscli"), reason="the AWS CLI is not installed")


def aws(home: Path, url: str, *arguments: str, **changes: str) -> tuple[int, Any, str]:
    """Runs `aws mturk`.

    Args:
        home: an empty folder.
        url: what is called.
        arguments: behind `mturk`.
        changes: of the environment.

    Returns:
        The exit code, what was printed as JSON, and what was said of errors.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    environment = kept | {
        "AWS_DATA_PATH": str(data_path()),
        "AWS_ENDPOINT_URL_MTURK": url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_MAX_ATTEMPTS": "1",
        "HOME": str(home),
    }
    command = [sys.executable, "-m", "awscli", "mturk", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment | changes, check=False
    )
    return done.returncode, done.stdout and json.loads(done.stdout), done.stderr
