"""`mturk-adapter report` over recorded cases, and over a running adapter."""

import json

import pytest
import requests
from click.testing import CliRunner
from support.process import adapter_process

from adapter.cli import main
from adapter.settings.resources import find_data_folder


def report(*arguments):
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


@pytest.fixture
def cases(tmp_path):
    """A folder with recorded cases of two operations."""
    for name in ("BlockWorker", "GetAccountBalance"):
        (tmp_path / name).symlink_to(find_data_folder("fixtures").resolve() / name)
    return tmp_path


def test_recorded_cases_are_reported_as_markdown(cases):
    result = report(cases)
    assert result.exit_code == 0
    assert result.stdout.startswith("# What this program uses of the legacy")
    assert "| [BlockWorker](#blockworker) | 3 | 1 | CreateWorkerBlock | lossy |" in result.stdout


def test_recorded_cases_are_reported_as_json(cases):
    document = json.loads(report(cases, "--format", "json").stdout)
    assert document["calls"] == 6
    block, balance = document["operations"]
    assert list(block["losses"].values()) == [1]
    assert balance["replacements"][0]["body"] == ["balance = mturk.get_account_balance()"]


def test_a_running_adapter_has_counted_every_call_since_its_start(tmp_path):
    database = f"sqlite:///{tmp_path / 'market.db'}"
    flags = ("--database", database, "--admin", "127.0.0.1:0", "--log-format", "json")
    with adapter_process(*flags) as (process, url):
        line = process.stderr.readline()
        while "admin_started" not in line:
            line = process.stderr.readline()
        admin = json.loads(line)["address"]
        for operation in ("GetAccountBalance", "GetAccountBalance", "MadeUp"):
            requests.get(url, {"Operation": operation}, timeout=10)
        requests.post(f"{admin}_adapter/reset", timeout=10)
        document = json.loads(report(admin, "--format", "json").stdout)
        refused = report(url)
    assert [(each["operation"], each["calls"]) for each in document["operations"]] == [
        ("GetAccountBalance", 2)
    ]
    assert refused.exit_code == 1
    assert "name the admin address" in refused.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path):
    result = report(tmp_path / "none")
    assert result.exit_code == 1
    assert f"{tmp_path / 'none'}: there is no such folder" in result.stderr


def test_an_address_that_cannot_be_reached_is_named():
    result = report("http://127.0.0.1:1/")
    assert result.exit_code == 1
    assert "http://127.0.0.1:1/ cannot be reached" in result.stderr
