"""Commands beside a database with the demo."""

import pytest
from click.testing import CliRunner

from adapter.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder with the demo in lab.sqlite."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        return CliRunner().invoke(main, [*arguments, "--database", "lab.sqlite"])

    assert invoke("seed", "demo").exit_code == 0
    return invoke
