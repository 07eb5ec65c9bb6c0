"""The marketplace from the command line: served, seeded and dumped."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
from click.testing import CliRunner

from adapter.cli import main

COMMAND = [sys.executable, "-m", "adapter"]
NUMBERED = {"Operation": "GetQualificationRequests", "PageSize": "1"}


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A data folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'own' / 'market.db'}"


def ran(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def written(tmp_path, **changes):
    whole = {
        "Account": {"AccessKeyId": "AKIDOLD", "AvailableBalance": "5.00"},
        "QualificationTypes": [{"QualificationTypeId": "3SKY", "Name": "Sky"}],
        **changes,
    }
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


@contextmanager
def served(*flags):
    process = subprocess.Popen(
        [*COMMAND, "serve", "--bind", "127.0.0.1:0", "--upstream", "marketplace", *map(str, flags)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ,
    )  # fmt: skip
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def asked(address, **parameters):
    return requests.get(address, parameters, timeout=10).text


def between(text, name):
    return text.partition(f"<{name}>")[2].partition(f"</{name}>")[0]


def test_the_demo_has_pending_requests_and_granting_one_makes_it_disappear_for_good():
    with served() as address:
        first = asked(address, **NUMBERED)
        request = between(first, "QualificationRequestId")
        granted = asked(address, Operation="GrantQualification", QualificationRequestId=request)
        assert "<IsValid>True</IsValid>" in granted
        second = asked(address, **NUMBERED)
    assert between(second, "QualificationRequestId") not in {"", request}
    with served() as address:
        third = asked(address, **NUMBERED)
    totals = [int(between(each, "TotalNumResults")) for each in (first, second, third)]
    assert totals == [totals[0], totals[0] - 1, totals[0] - 1]


def test_serve_loads_seeds_for_the_keys_they_name(tmp_path, url):
    with served("--database", url, "--seed", written(tmp_path)) as address:
        balance = asked(address, Operation="GetAccountBalance", AWSAccessKeyId="AKIDOLD")
        other = asked(address, Operation="GetAccountBalance", AWSAccessKeyId="AKIDNEW")
        demo = asked(address, **NUMBERED)
    assert between(balance, "Amount") == "5.00"
    assert between(other, "Amount") == "10000.00"
    assert between(demo, "TotalNumResults") == "0"


def test_the_opening_balance_can_be_set(url, monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_OPENING_BALANCE", "3.5")
    with served("--database", url) as address:
        balance = asked(address, Operation="GetAccountBalance")
    assert between(balance, "Amount") == "3.50"


def test_a_bad_seed_stops_serve_with_its_place(tmp_path, url):
    file = written(tmp_path, QualificationTypes=[{"Nmae": "Sky"}])
    result = ran("serve", "--upstream", "marketplace", "--database", url, "--seed", file)
    assert result.exit_code == 1
    assert f"{file}: $.QualificationTypes[0].Nmae: no member" in result.stderr
    assert "did you mean Name?" in result.stderr


def test_seed_says_what_is_new_and_dump_gives_it_back(tmp_path, url):
    file = written(tmp_path)
    first = ran("seed", file, "--database", url)
    assert (first.exit_code, first.stdout) == (0, f"{file}: 1 QualificationTypes\n")
    assert ran("seed", file, "--database", url).stdout == f"{file}: nothing new\n"
    state = json.loads(ran("dump", "--database", url).stdout)
    assert state["Account"] == {"AccessKeyId": "AKIDOLD", "AvailableBalance": "5.00"}
    assert state["QualificationTypes"][0]["Name"] == "Sky"
    again = tmp_path / "again.json"
    again.write_text(json.dumps(state), encoding="utf-8")
    assert "nothing new" in ran("seed", again, "--database", url).stdout


def test_the_demo_can_be_loaded_and_its_dump_loaded_elsewhere(tmp_path, url):
    assert ran("seed", "demo", "--database", url).exit_code == 0
    state = ran("dump", "--database", url).stdout
    file = tmp_path / "state.json"
    file.write_text(state, encoding="utf-8")
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    ran("seed", file, "--database", elsewhere)
    assert ran("dump", "--database", elsewhere).stdout == state


def test_dump_asks_whose_state_where_that_is_not_clear(tmp_path, url):
    assert "--account: say whose state: there is none yet" in ran("dump", "--database", url).stderr
    ran("seed", "demo", written(tmp_path), "--database", url)
    result = ran("dump", "--database", url)
    assert result.exit_code == 1
    assert "there are AKIDOLD, demo" in result.stderr
    assert "Sky" in ran("dump", "--database", url, "--account", "AKIDOLD").stdout


def test_a_seed_that_cannot_be_read(tmp_path, url):
    missing = ran("seed", tmp_path / "none.json", "--database", url)
    assert missing.exit_code == 1
    assert "none.json: it cannot be read: No such file" in missing.stderr
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    unread = ran("seed", tmp_path / "bytes.json", "--database", url)
    assert "bytes.json: it cannot be read: it is not UTF-8 text" in unread.stderr


def test_a_database_whose_folder_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = ran("dump", "--database", f"sqlite:///{tmp_path / 'file' / 'market.db'}")
    assert result.exit_code == 1
    assert "database: it cannot be opened" in result.stderr


@pytest.mark.parametrize(
    ("legacy", "current", "mark"),
    [
        ("mechanicalturk.amazonaws.com", "mturk-requester.us-east-1.amazonaws.com", ""),
        (
            "mechanicalturk.sandbox.amazonaws.com",
            "mturk-requester-sandbox.us-east-1.amazonaws.com",
            " s",
        ),
    ],
)
def test_refusals_are_marked_as_those_of_the_market_that_was_called(url, legacy, current, mark):
    target = "MTurkRequesterServiceV20170117.GetHIT"
    hosts = ("--host", legacy, "--host", current)
    with served("--database", url, *hosts) as address:
        old = requests.get(
            address, {"Operation": "GetHIT", "HITId": "3X"}, headers={"Host": legacy}, timeout=10
        )
        new = requests.post(
            address,
            json={"HITId": "3X"},
            headers={"Host": current, "X-Amz-Target": target},
            timeout=10,
        )
    says = re.compile(rf"Hit 3X does not exist\. \(\d{{13}}{mark}\)")
    assert says.fullmatch(between(old.text, "Message"))
    assert says.fullmatch(new.json()["Message"])
