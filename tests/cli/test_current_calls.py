"""The current API as `mturk-adapter serve` answers it, each way it can be set up."""

import subprocess
import sys

import pytest
from botocore.exceptions import ClientError
from support.boto3_client import client
from support.process import adapter_process

OWN = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "secret-of-the-test"}
NOBODY = "http://127.0.0.1:9/"


def refusal(url):
    with pytest.raises(ClientError) as caught:
        client(url, "AKIDTEST", "secret-of-the-test").get_account_balance()
    return caught.value.response


def test_without_a_word_it_replays_the_examples_to_any_key():
    with adapter_process("--upstream", "replay") as (_, url):
        mturk = client(url, "ANY", "thing")
        assert mturk.get_account_balance()["AvailableBalance"] == "10000.00"
        pages = mturk.get_paginator("list_qualification_requests").paginate(
            PaginationConfig={"PageSize": 5}
        )
        found = [
            each["QualificationRequestId"] for p in pages for each in p["QualificationRequests"]
        ]
    assert len(found) == len(set(found)) > 5


@pytest.mark.parametrize(
    ("upstream", "where"),
    [
        ("production", "https://mturk-requester.us-east-1.amazonaws.com."),
        ("sandbox", "https://mturk-requester-sandbox.us-east-1.amazonaws.com."),
        (NOBODY, "the address that its upstream setting has."),
    ],
)
def test_in_front_of_a_service_it_says_where_to_go(upstream, where):
    with adapter_process("--upstream", upstream, **OWN) as (_, url):
        said = refusal(url)
    assert (said["Error"]["Code"], said["TurkErrorCode"]) == (
        "RequestError",
        "Adapter.NotAnsweredHere",
    )
    assert f"set the program's endpoint to {where}" in said["Message"]
    assert "127.0.0.1" not in said["Message"]


def test_signatures_are_verified_for_accounts_of_the_settings_file(tmp_path):
    file = tmp_path / "adapter.toml"
    file.write_text('[[accounts]]\naccess_key_id = "AKIDTEST"\nsecret_access_key = "right"\n')
    file.chmod(0o600)
    with adapter_process("--upstream", "replay", "--config", str(file)) as (_, url):
        assert refusal(url)["Error"]["Code"] == "InvalidSignatureException"
        assert client(url, "AKIDTEST", "right").get_account_balance()["AvailableBalance"]


def test_what_is_not_recorded_is_said_once_at_the_start(tmp_path):
    with adapter_process("--upstream", "replay", "--record", str(tmp_path / "cases")) as (
        process,
        url,
    ):
        for _ in range(2):
            client(url, "ANY", "thing").get_account_balance()
    assert process.log.count("legacy calls only") == 1
    assert list((tmp_path / "cases").iterdir()) == []


PROGRAM = "import boto3; print(boto3.client('mturk').get_account_balance()['AvailableBalance'])"


def test_what_env_prints_is_all_that_a_program_needs(tmp_path):
    with adapter_process("--upstream", "replay") as (_, url):
        command = [sys.executable, "-m", "adapter", "env", "--endpoint", url]
        exports = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        shell = f'{exports}\nexport HOME={tmp_path}\n"{sys.executable}" -c "{PROGRAM}"'
        done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert done.stdout == "10000.00\n", done.stderr
