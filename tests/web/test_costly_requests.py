"""Bodies of nearly 4 MB that are wrong in every item: what the answer costs the process."""

import os
from pathlib import Path

import pytest
import requests
from support.process import adapter_process

TARGET = "MTurkRequesterServiceV20170117."
SIZE = 3_900_000
REQUIREMENTS = '{"QualificationRequirements":[%s]}'
CASES = {
    "missing members": ("CreateHITType", REQUIREMENTS, "{}"),
    "unknown members": ("CreateHITType", REQUIREMENTS, '{"a":1}'),
    "wrong words": ("ListAssignmentsForHIT", '{"HITId":"3H","AssignmentStatuses":[%s]}', '"x"'),
}


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_megabytes(pid):
    [line] = [each for each in Path(f"/proc/{pid}/status").read_text().splitlines()
              if each.startswith("VmHWM:")]  # fmt: skip
    return int(line.split()[1]) / 1024


def posted(address, operation, body):
    headers = {"X-Amz-Target": TARGET + operation, "Content-Type": "application/x-amz-json-1.1"}
    return requests.post(address, body, headers=headers, timeout=120)


@pytest.fixture
def adapter(tmp_path):
    with adapter_process(
        "--upstream", "marketplace", "--database", f"sqlite:///{tmp_path}/m.db"
    ) as made:
        process, address = made
        posted(address, "GetAccountBalance", "{}")
        yield process.pid, address


@pytest.mark.parametrize("case", CASES)
def test_a_large_body_wrong_in_every_item_is_refused_cheaply(adapter, case):
    pid, address = adapter
    operation, whole, item = CASES[case]
    body = whole % ",".join([item] * (SIZE // (len(item) + 1)))
    seconds, megabytes = processor_seconds(pid), most_megabytes(pid)
    answer = posted(address, operation, body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("More than 1000 validation errors detected: ")
    assert len(answer.content) < 5_000
    assert processor_seconds(pid) - seconds < 6
    assert most_megabytes(pid) - megabytes < 350
