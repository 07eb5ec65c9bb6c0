"""The Dockerfile's own steps, run in an empty folder, as there is no engine to build it with."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[2]
# A backslash at a line's end goes on; what stands before a step is told apart by its word.
STEPS = re.findall(
    r"^(FROM|RUN|ENV|HEALTHCHECK|CMD|ENTRYPOINT) (.*)$",
    (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " "),
    re.MULTILINE,
)
LET_THROUGH = [
    line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
]


def said(word):
    return [text for name, text in STEPS if name == word]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The folder in which the build stage's steps were carried out; `/opt` and `/src` lie in it."""
    folder = tmp_path_factory.mktemp("image")
    source = folder / "src"
    source.mkdir()
    for name in LET_THROUGH:
        found = ROOT / name
        if found.is_dir():
            shutil.copytree(found, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(found, source / name)
    second_stage = [index for index, (word, _) in enumerate(STEPS) if word == "FROM"][1]
    for step in [text for word, text in STEPS[:second_stage] if word == "RUN"]:
        command = re.sub(r"(?<![\w/-])python(?= )", sys.executable, step)
        command = command.replace("/opt/", f"{folder}/opt/")
        subprocess.run(["sh", "-c", command], cwd=source, check=True, capture_output=True)
    return folder


def test_what_was_built_serves_as_the_image_says(image, tmp_path):
    environment = dict(re.findall(r"(MTURK_ADAPTER_\w+)=(\S+)", " ".join(said("ENV"))))
    assert environment == {"MTURK_ADAPTER_BIND": "0.0.0.0:8080"}
    [entry], [arguments] = said("ENTRYPOINT"), said("CMD")
    program = image / "opt" / "adapter" / "bin" / json.loads(entry)[0]
    told = (tmp_path / "log").open("w+")
    process = subprocess.Popen(
        [program, *json.loads(arguments)],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "MTURK_ADAPTER_BIND": "0.0.0.0:0",
            "XDG_DATA_HOME": str(tmp_path / "data"),
        },
        stdout=subprocess.PIPE,
        stderr=told,
        text=True,
    )
    try:
        address = process.stdout.readline().split()[-1]
        answer = requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10)
        side = beside((tmp_path / "log").read_text())
        well = checked(side)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        told.close()
    assert well == 0
    assert checked(side) != 0
    assert (tmp_path / "log").read_text().count('"request_completed"') == 1
    assert address.startswith("http://127.0.0.1:")
    assert "<Amount>10000.00</Amount>" in answer.text
    assert (tmp_path / "data" / "mturk-adapter" / "marketplace.db").is_file()


@pytest.mark.parametrize(
    "command",
    [
        ["seed", "demo"],
        ["dump", "--account", "demo"],
        ["worker", "types"],
        ["check"],
        ["run", "--", sys.executable, "-c", "print('ran')"],
    ],
    ids=lambda command: command[0],
)
def test_the_other_commands_work_inside_the_image(image, data, command):
    bind = dict(re.findall(r"(MTURK_ADAPTER_BIND)=(\S+)", " ".join(said("ENV"))))
    result = subprocess.run(
        [image / "opt" / "adapter" / "bin" / "mturk-adapter", *command],
        env={"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(data), "HOME": str(data), **bind},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The image's volume."""
    return tmp_path_factory.mktemp("data")


def beside(log):
    """The admin address, which stands in the log before anything is answered."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    [address] = [each["address"] for each in lines if each["event"] == "admin_started"]
    return address


def checked(side):
    """The exit code of the image's health check, asking an adapter whose admin address this is."""
    [check] = said("HEALTHCHECK")
    program, *arguments = json.loads(check.partition("CMD")[2])
    assert program == "python"
    script = arguments[-1].replace("http://127.0.0.1:8081/", side)
    assert script != arguments[-1]
    return subprocess.run([sys.executable, "-c", script], capture_output=True).returncode


def test_the_image_runs_as_nobody_special():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)


def test_the_health_check_asks_at_the_port_after_the_apis():
    [bind] = re.findall(r"MTURK_ADAPTER_BIND=\S+:(\d+)", " ".join(said("ENV")))
    assert f"127.0.0.1:{int(bind) + 1}/healthz" in said("HEALTHCHECK")[0]


def test_what_is_written_lies_in_a_volume_of_that_user():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    [folder] = re.findall(r"XDG_DATA_HOME=(\S+)", text)
    assert re.search(rf"^VOLUME {folder}$", text, re.MULTILINE)
    assert f"chown 10001:10001 {folder}" in text
