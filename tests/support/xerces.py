"""The JDK's validator: Xerces, which the retired service validated documents with."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

JAVA = shutil.which("java") if shutil.which("javac") else None
PROGRAM = Path(__file__).with_name("Xerces.java")

needs_jdk = pytest.mark.skipif(JAVA is None, reason="there is no JDK here")


def validate(documents: Sequence[tuple[Path, str]]) -> list[str]:
    """The first error of each document by its schema; empty for one that is valid."""
    schemas = list(dict.fromkeys(schema for schema, _ in documents))
    lines = [
        f"{schemas.index(schema)} {b64encode(text.encode()).decode()}" for schema, text in documents
    ]
    command = [str(JAVA), str(PROGRAM), *map(str, schemas)]
    done = subprocess.run(
        command, input="\n".join([*lines, ""]), capture_output=True, text=True, check=True
    )
    errors = done.stdout.split("\n")[:-1]
    assert len(errors) == len(documents)
    return errors
