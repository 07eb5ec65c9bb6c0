"""The marketplace from the command line: served, seeded and dumped."""

import json
import os
import re
import signal
import socket
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
    with served("--database", url):
        pass
    assert (
        "--account: name the access key: there is none yet" in ran("dump", "--database", url).stderr
    )
    ran("seed", "demo", written(tmp_path), "--database", url)
    result = ran("dump", "--database", url)
    assert result.exit_code == 2
    assert "there are AKIDOLD, demo" in result.stderr
    assert "Sky" in ran("dump", "--database", url, "--account", "AKIDOLD").stdout


def test_a_seed_that_cannot_be_read(tmp_path, url):
    missing = ran("seed", tmp_path / "none.json", "--database", url)
    assert missing.exit_code == 1
    assert "none.json: it cannot be read: No such file" in missing.stderr
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    unread = ran("seed", tmp_path / "bytes.json", "--database", url)
    assert "bytes.json: it cannot be read: it is not UTF-8 text" in unread.stderr


COMMANDS = [
    ("serve", "--bind", "127.0.0.1:0", "--log-format", "text"),
    ("seed", "demo"),
    ("dump",),
    ("worker", "types"),
]


def find_complaint(command, database):
    """What a command prints about a database that it cannot open: one line, and nothing else."""
    name, *rest = command
    result = subprocess.run(
        [*COMMAND, name, "--database", database, *rest], capture_output=True, text=True, timeout=60
    )
    assert (result.returncode, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    return line.removeprefix("Error: ")


def keep_from_writing(folder):
    if os.geteuid() == 0:
        pytest.skip("the administrator may write everywhere; run the tests as another user")
    folder.chmod(0o500)
    return "this user may not write to"


def put_a_folder(folder):
    (folder / "market.db").mkdir()
    return "it is a folder"


def damage(folder):
    (folder / "market.db").write_bytes(b"no database " * 1000)
    return "file is not a database"


def put_a_file_for_the_folder(folder):
    folder.rmdir()
    folder.write_text("", encoding="utf-8")
    return f"there is no folder {folder}"


@pytest.mark.parametrize(
    "spoil", [damage, put_a_folder, put_a_file_for_the_folder, keep_from_writing]
)
def test_a_database_that_cannot_be_opened_is_named_by_every_command(tmp_path, spoil):
    folder = tmp_path / "state"
    folder.mkdir()
    reason = spoil(folder)
    file = folder / "market.db"
    # `dump` and `worker` look for the file first.
    commands = COMMANDS if file.exists() else COMMANDS[:2]
    [text] = {find_complaint(each, file) for each in commands}
    assert text.startswith(f"database: the file {file} cannot be opened: {reason}")
    assert text.endswith("name another file with --database lab.sqlite")


def test_a_database_in_a_folder_that_is_closed_to_this_user(tmp_path):
    keep_from_writing(tmp_path)
    tmp_path.chmod(0)
    file = tmp_path / "market.db"
    [text] = {find_complaint(each, file) for each in COMMANDS}
    tmp_path.chmod(0o700)
    assert text.startswith(
        f"database: the file {file} cannot be opened: this user may not read {tmp_path}; "
    )


def test_a_mistyped_database_is_not_made_by_commands_that_only_look(tmp_path):
    file = tmp_path / "new" / "mistyped.db"
    [text] = {find_complaint(each, file) for each in COMMANDS[2:]}
    assert text == (
        f"database: there is no marketplace in {file}; `serve` and `seed` create one there, or "
        "name another with --database"
    )
    assert not file.parent.exists()


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_a_database_in_memory_cannot_be_shared(command):
    assert "a database in memory ends with" in find_complaint(command, "memory")


def test_a_database_is_named_by_its_path_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = (ran("seed", "demo", "--database", "lab.sqlite") for _ in range(2))
    assert first.stderr == f"made a new database: {tmp_path}/lab.sqlite\n"
    assert second.stderr == ""
    with served("--database", "lab.sqlite") as address:
        assert between(asked(address, **NUMBERED), "TotalNumResults") == "10"
    assert "Bird names" in ran("worker", "--database", "lab.sqlite", "types").stdout
    monkeypatch.setenv("MTURK_ADAPTER_DATABASE", "lab.sqlite")
    assert "Bird names" in ran("dump").stdout


def test_a_database_in_memory_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with served("--database", "memory", "--seed", "demo") as address:
        assert between(asked(address, **NUMBERED), "TotalNumResults") == "10"
    assert list(tmp_path.rglob("*")) == []


def test_a_database_server_that_is_down_is_named_without_the_password():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql://lab:hidden-word@127.0.0.1:{port}/turk"
    [text] = {find_complaint(each, url) for each in COMMANDS}
    assert f"127.0.0.1:{port}/turk does not let us in: " in text
    assert "refused" in text
    assert "hidden-word" not in text
    assert "start it, or name another with --database" in text


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
