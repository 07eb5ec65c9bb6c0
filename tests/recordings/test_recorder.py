"""Recordings on disk: whole or not at all, side by side, without secrets."""

import json
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from support.exchanges import (
    CONTEXT,
    EXCHANGE,
    KEY,
    NOON,
    SECRET,
    SIGNATURE,
    UPSTREAM_KEY,
    UPSTREAM_SECRET,
    everything,
    exchange,
    listing,
    page,
)

from adapter.errors import FixtureError
from adapter.recordings import Origin
from adapter.recordings.folder import find_problems, load_case, load_cases
from adapter.recordings.folders import create_hidden_folder, remove_leftovers
from adapter.recordings.recorder import Recorder

STEM = "GetQualificationRequests/1-qtype0001-f7e15ebf"


def process(*arguments):
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "support.recording", *map(str, arguments)]
    return subprocess.Popen(command, env=path, stdout=subprocess.PIPE, text=True)


def output(*arguments):
    with process(*arguments) as running:
        told, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    return told.splitlines()


def names(root):
    return [case.name for case in load_cases(root)]


def test_a_recording_can_be_loaded_and_says_what_it_is(tmp_path):
    name = Recorder(tmp_path / "new" / "folder").record(EXCHANGE)
    [case] = load_cases(tmp_path / "new" / "folder")
    assert case.name == name == f"{STEM}-001"
    assert case.origin is Origin.RECORDED
    assert case.summary == "GetQualificationRequests as it was answered on 2026-11-21."
    assert case.context == CONTEXT
    assert case.calls == EXCHANGE.calls
    assert case.response == EXCHANGE.response
    assert find_problems(case) == ()


def test_no_secret_stands_in_any_byte(tmp_path):
    Recorder(tmp_path).record(exchange(parameters=(*EXCHANGE.parameters, ("Keywords", KEY))))
    for secret in (KEY, SECRET, SIGNATURE, SIGNATURE[:10], UPSTREAM_KEY, UPSTREAM_SECRET):
        assert secret.encode() not in everything(tmp_path)
        assert secret.lower().encode() not in everything(tmp_path).lower()


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("overwrite", [False, True])
def test_nobody_else_on_the_machine_can_read_a_recording(tmp_path, overwrite):
    root = tmp_path / "recorded"
    for _ in range(2):
        Recorder(root, overwrite=overwrite).record(EXCHANGE)
    found = [root, *root.rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in found}
    assert modes == {(True, 0o700), (False, 0o600)}


@pytest.mark.usefixtures("umask")
def test_nor_one_that_is_still_hidden(tmp_path):
    hidden = create_hidden_folder(tmp_path)
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


def test_a_call_with_too_many_secrets_is_refused_and_nothing_is_left(tmp_path):
    body = "&".join(f"secret{number}=hunter-{number}" for number in range(51)).encode()
    with pytest.raises(FixtureError, match=r"holds 5\d different secrets"):
        Recorder(tmp_path).record(exchange(request=replace(EXCHANGE.request, body=body)))
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_of_a_call_that_asked_nobody(tmp_path):
    assert Recorder(tmp_path).record(exchange(calls=())) is None
    assert list(tmp_path.iterdir()) == []


def test_recordings_of_one_call_stand_side_by_side(tmp_path):
    recorder = Recorder(tmp_path)
    later = replace(CONTEXT, now=NOON + timedelta(seconds=1))
    shuffled = exchange(parameters=EXCHANGE.parameters[::-1], context=later)
    token = exchange(parameters=(*EXCHANGE.parameters, ("UniqueRequestToken", "x")), context=later)
    other = exchange(parameters=(("PageNumber", "2"),), context=later)
    kept = [recorder.record(each) for each in (EXCHANGE, shuffled, token, other)]
    assert kept[:3] == [f"{STEM}-001", f"{STEM}-002", f"{STEM}-003"]
    assert kept[3].startswith("GetQualificationRequests/2-")
    assert Recorder(tmp_path).record(EXCHANGE) == f"{STEM}-004"


def test_the_name_of_a_call_without_parameters_and_of_a_long_one(tmp_path):
    recorder = Recorder(tmp_path)
    assert recorder.record(exchange(parameters=())).startswith(
        "GetQualificationRequests/no-parameters-"
    )
    parameters = (("Name", "Ünïcode / ../.."), ("Test", "<a>" * 9999), ("Z", "Last"))
    name = recorder.record(exchange(parameters=parameters))
    assert name.startswith("GetQualificationRequests/n-code-a-a-a-a-a-a-a-a-a-a-last-")
    assert len(name) < 100


def test_a_gap_in_the_numbers_is_not_filled(tmp_path):
    recorder = Recorder(tmp_path)
    for _ in range(3):
        recorder.record(EXCHANGE)
    shutil.rmtree(tmp_path / f"{STEM}-001")
    assert recorder.record(EXCHANGE) == f"{STEM}-004"


def test_overwriting_replaces_what_was_there_before_and_nothing_else(tmp_path):
    other = exchange(parameters=(("PageNumber", "2"),))
    for each in (EXCHANGE, EXCHANGE, other):
        Recorder(tmp_path).record(each)
    recorder = Recorder(tmp_path, overwrite=True)
    new = exchange(calls=(listing(page("NEW"), MaxResults=100),))
    assert [recorder.record(new), recorder.record(new)] == [f"{STEM}-001", f"{STEM}-002"]
    assert len(names(tmp_path)) == 3
    assert load_case(tmp_path / f"{STEM}-001").calls == new.calls
    assert [path.name for path in tmp_path.iterdir()] == ["GetQualificationRequests"]


def test_overwriting_where_nothing_is(tmp_path):
    assert Recorder(tmp_path, overwrite=True).record(EXCHANGE) == f"{STEM}-001"


@pytest.mark.parametrize("overwrite", [False, True])
def test_64_threads_each_keep_theirs(tmp_path, overwrite):
    Recorder(tmp_path).record(EXCHANGE)
    recorder = Recorder(tmp_path, overwrite=overwrite)
    with ThreadPoolExecutor(64) as pool:
        kept = list(pool.map(recorder.record, [EXCHANGE] * 128))
    assert len(set(kept)) == 128
    assert sorted(names(tmp_path)) == sorted({*kept, f"{STEM}-001"})
    assert [path.name for path in tmp_path.iterdir()] == ["GetQualificationRequests"]


def test_two_processes_keep_all_of_theirs(tmp_path):
    running = [process("many", tmp_path, 8, 40) for _ in range(2)]
    assert [(each.communicate(timeout=120), each.returncode)[1] for each in running] == [0, 0]
    assert names(tmp_path) == [f"{STEM}-{number:03}" for number in range(1, 81)]


def test_killed_at_any_step_a_recording_is_whole_or_not_there(tmp_path):
    told = [json.loads(line) for line in output("killed", tmp_path, "false")]
    assert len(told) > 20
    assert told[0] == []
    assert told[-1][0] == f"{STEM}-001"
    assert all(before == after[: len(before)] for before, after in pairwise(told))
    strange = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".writing-")}
    assert strange == {"GetQualificationRequests"}


def test_killed_at_any_step_of_overwriting_there_is_a_whole_recording(tmp_path):
    for _ in range(2):
        Recorder(tmp_path).record(EXCHANGE)
    told = [json.loads(line) for line in output("killed", tmp_path, "true")]
    assert len(told) > 30
    assert all(told)
    assert told[-1] == [f"{STEM}-001"]


def test_what_a_killed_process_left_goes_when_it_is_old(tmp_path):
    output("killed", tmp_path, "false")
    kept = names(tmp_path)
    assert remove_leftovers(tmp_path, datetime.now(UTC) - timedelta(hours=1)) == 0
    assert remove_leftovers(tmp_path, datetime.now(UTC) + timedelta(hours=1)) > 10
    assert [path.name for path in tmp_path.iterdir()] == ["GetQualificationRequests"]
    assert names(tmp_path) == kept
    assert remove_leftovers(tmp_path / "nowhere", datetime.now(UTC)) == 0


def test_a_full_disk_leaves_nothing(tmp_path):
    assert output("full", tmp_path) == ["OSError"]
    assert list(tmp_path.rglob("*")) == [tmp_path / "GetQualificationRequests"]


def test_a_root_that_is_a_file(tmp_path):
    root = tmp_path / "file"
    root.write_text("")
    with pytest.raises(OSError, match="File exists"):
        Recorder(root).record(EXCHANGE)


@pytest.mark.parametrize(
    "answer",
    [
        {"QualificationRequests": [{"SubmitTime": datetime(2026, 1, 1)}]},  # noqa: DTZ001
        {"QualificationRequests": [{"SubmitTime": "never"}]},
        {"QualificationRequests": [{"Test": b"bytes"}]},
        {"QualificationRequests": float("nan")},
    ],
)
def test_what_could_not_be_read_again_is_not_written(tmp_path, answer):
    with pytest.raises(FixtureError, match=r"qtype0001.*: \$"):
        Recorder(tmp_path).record(exchange(calls=(listing(answer),)))
    assert list(tmp_path.iterdir()) == []
