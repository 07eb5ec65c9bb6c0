"""The commands as a person runs them: what they print, and their exit codes."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
from botocore import xform_name
from click.testing import CliRunner

from adapter.cli import main
from adapter.current_api import model as current
from adapter.explain.code import convert_name
from adapter.settings.resources import find_data_folder

COMMAND = [sys.executable, "-m", "adapter"]


def ran(*arguments, **options):
    return CliRunner().invoke(main, arguments, **options)


@contextmanager
def served(*flags, **environment):
    """A serving process, and the address its first line names."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--bind", "127.0.0.1:0", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | environment,
    )  # fmt: skip
    try:
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.out, process.log = process.communicate(timeout=20)


def test_serve_prints_the_address_alone_and_answers():
    with served() as (process, address):
        answer = requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10)
        assert "<Amount>10000.00</Amount>" in answer.text
    assert process.returncode == 0
    assert process.out == ""
    lines = [json.loads(line) for line in process.log.splitlines() if line.startswith("{")]
    assert [line["operation"] for line in lines if line["event"] == "request_completed"] == [
        "GetAccountBalance"
    ]


def test_serve_lets_calls_fail_as_a_file_says_and_warns_of_it(tmp_path):
    file = tmp_path / "faults.yaml"
    file.write_text("- {operation: GetAccountBalance, fault: unavailable, times: 1}\n")
    with served("--faults", str(file)) as (process, address):
        answers = [
            requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10) for _ in range(2)
        ]
    assert [each.status_code for each in answers] == [503, 200]
    assert f"calls fail on purpose, as {file} says" in process.log
    assert "fault_injected" in process.log


def test_serve_logs_no_secret_and_no_body():
    secret = "wJalrXUtnFEMI"
    with served() as (process, address):
        pairs = {"Operation": "GrantQualification", "AWSSecretAccessKey": secret}
        requests.post(address, pairs | {"Reason": "very private"}, timeout=10)
    assert "AWSSecretAccessKey" in process.log
    assert secret not in process.log
    assert "very private" not in process.log


def test_a_port_that_is_taken_is_said_so_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        result = subprocess.run(
            [*COMMAND, "serve", "--bind", bind], capture_output=True, text=True, timeout=60
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert bind.rpartition(":")[2] in result.stderr
    assert "--bind" in result.stderr


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--bind", "0.0.0.0:0"], "accounts"),
        (["--upstream", "produktion"], "production"),
        (["--upstream", "marketplace", "--database", "mysql://a"], "--database: expected a file"),
        (["--replay", "/nowhere"], "/nowhere"),
        (["--list-cache", "redsi://store"], "redis://HOST:6379"),
        (["--on-miss", "forward"], "forward_to"),
        (["--config", "/nowhere.toml"], "/nowhere.toml"),
    ],
)
def test_a_wrong_setting_stops_the_start(flags, says):
    result = ran("serve", *flags)
    assert result.exit_code == 2
    assert says in result.output


def test_what_is_recorded_is_replayed(tmp_path):
    cases = tmp_path / "cases"
    with (
        served() as (_, source),
        served("--record", str(cases)) as (_, recorder),
    ):
        assert source != recorder
        call = {"Operation": "GetQualificationRequests", "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE"}
        recorded = requests.post(recorder, call, timeout=10)
    [case] = (cases / "GetQualificationRequests").iterdir()
    everything = b"".join(path.read_bytes() for path in case.iterdir())
    assert b"AKIAIOSFODNN7EXAMPLE" not in everything
    with served("--replay", str(cases)) as (_, address):
        played = requests.get(address, {"Operation": "GetQualificationRequests"}, timeout=10)
        missed = requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10)
    assert played.text.partition("IsValid")[2] == recorded.text.partition("IsValid")[2]
    assert "Adapter.NotRecorded" in missed.text


def test_what_a_replay_answers_is_not_recorded_again(tmp_path):
    cases = tmp_path / "cases"
    keys = {"AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "test secret"}
    flags = ["--on-miss", "record", "--record", str(cases), "--forward-to", "http://127.0.0.1:9/"]
    with served(*flags, **keys) as (_, address):
        ran("call", "--endpoint", address, "GetAccountBalance", env=keys)
        answer = ran("call", "--endpoint", address, "GetQualificationRequests", env=keys)
    assert "<IsValid>True</IsValid>" in answer.output
    assert not [path for path in cases.rglob("*") if path.is_file()]


def test_operations_lists_every_mapping():
    listed = json.loads(ran("operations", "--json").output)
    names = {path.stem for path in find_data_folder("mappings").glob("*.yaml")}
    assert {each["operation"] for each in listed} == names
    assert all(name in ran("operations").output for name in names)


def test_check_finds_nothing_wrong_with_what_is_shipped():
    result = ran("check")
    assert result.exit_code == 0
    assert "wrong" not in result.output


@pytest.mark.parametrize(
    ("setting", "ending"),
    [
        ('access = "invited"', "people: invited"),
        ('people = "0.0.0.0:8082"', "people: invited"),
        ('bind = "127.0.0.1:0"', "people: open"),
        ('people = "none"', "any access key"),
    ],
)
def test_check_says_who_gets_in(tmp_path, setting, ending):
    file = tmp_path / "adapter.toml"
    file.write_text(setting)
    lines = ran("check", "--config", str(file)).output.splitlines()
    assert next(each for each in lines if each.startswith("settings:")).endswith(ending)


def test_check_names_the_file_and_place_of_a_bad_case(tmp_path):
    case = tmp_path / "GetAccountBalance" / "bad"
    case.mkdir(parents=True)
    for name in ("case.yaml", "request.http", "calls.yaml", "response.xml"):
        (case / name).write_text("origin: guessed\n", encoding="utf-8")
    result = ran("check", "--replay", str(tmp_path))
    assert result.exit_code == 1
    assert "case.yaml" in result.output
    assert "$.origin" in result.output


def test_explain_reads_a_url_a_file_and_standard_input():
    request = find_data_folder("fixtures") / "GrantQualification" / "granted" / "request.http"
    from_file = ran("explain", str(request))
    from_input = ran("explain", "-", input=request.read_bytes())
    assert from_file.exit_code == 0
    assert "accept_qualification_request" in from_file.output
    assert from_input.output == from_file.output


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("http://x/?Operation=Grant", "AWS.InvalidOperationParameter"),
        ("http://x/?Operation=GrantQualification", "AWS.MissingParameters"),
    ],
)
def test_explain_says_what_is_wrong_with_a_call(source, says):
    result = ran("explain", source)
    assert (result.exit_code, says in result.output) == (1, True)


def test_current_names_are_spelled_as_botocore_spells_them():
    api = current.load()
    for operation in api.operations:
        for name in (operation, *api.find_input(operation).members):
            assert convert_name(name, "_") == xform_name(name)


@pytest.mark.parametrize("shell", ["sh", "fish", "powershell"])
def test_env_names_the_model_and_the_endpoint(shell):
    output = ran("env", "--shell", shell, "--endpoint", "http://127.0.0.1:9/").output
    assert str(current.data_path()) in output
    assert "AWS_ENDPOINT_URL_MTURK" in output
    assert "http://127.0.0.1:9/" in output


def test_env_can_be_evaluated_by_a_shell():
    script = 'eval "$("$0" -m adapter env)" && echo "$AWS_DATA_PATH"'
    command = ["sh", "-c", script, sys.executable]
    output = subprocess.run(command, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == str(current.data_path())


@pytest.mark.parametrize("form", ["service", "v1"])
@pytest.mark.parametrize("method", [[], ["--get"]])
def test_call_signs_so_that_a_verifying_adapter_accepts(tmp_path, form, method):
    config = tmp_path / "adapter.toml"
    config.write_text(
        '[[accounts]]\naccess_key_id = "OLDKEY"\nsecret_env = "OLD_SECRET"\n', encoding="utf-8"
    )
    flags = ("--upstream", "replay", "--config", str(config))
    with served(*flags, OLD_SECRET="s3cret/+=") as (_, address):
        arguments = ["GetQualificationRequests", "PageSize=1", "--endpoint", address]
        arguments += ["--access-key", "OLDKEY", "--form", form, *method]
        right = ran("call", *arguments, env={"AWS_SECRET_ACCESS_KEY": "s3cret/+="})
        wrong = ran("call", *arguments, env={"AWS_SECRET_ACCESS_KEY": "other"})
    assert (right.exit_code, "<NumResults>1</NumResults>" in right.output) == (0, True)
    assert (wrong.exit_code, "AWS.BadClaimsSupplied" in wrong.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["call", "GetAccountBalance", "--endpoint", "http://127.0.0.1:9/"], 1, "no answer"),
        (["call", "GetAccountBalance", "PageSize"], 2, "NAME=VALUE"),
        (["call"], 2, "OPERATION"),
        (["explain", "/nowhere"], 2, "neither a URL nor a file"),
        (["explain", "http://[x"], 2, "cannot be read as a URL"),
        (["serve", "--config", "/nowhere.toml"], 2, "there is no file /nowhere.toml"),
        (["dance"], 2, "No such command"),
    ],
)
def test_a_command_that_cannot_work_says_why(arguments, code, says):
    result = ran(*arguments)
    assert (result.exit_code, says in result.output) == (code, True)


SOAP = """<?xml version="1.0"?>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
<{operation} xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15">
<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><AWSSecretAccessKey>hush-hush</AWSSecretAccessKey>
<Request>{request}</Request></{operation}></e:Body></e:Envelope>"""


def test_explain_takes_a_soap_body(tmp_path):
    body = SOAP.format(operation="GetHIT", request="<HITId>3HIT</HITId>")
    (tmp_path / "call.xml").write_text(body, encoding="utf-8")
    for result in (ran("explain", str(tmp_path / "call.xml")), ran("explain", "-", input=body)):
        assert result.exit_code == 0
        assert "mturk.get_hit(HITId='3HIT')" in result.output


def test_soap_is_recorded_and_replayed_as_rest_is(tmp_path):
    cases = tmp_path / "cases"
    call = SOAP.format(operation="GetAccountBalance", request="")
    headers = {"SOAPAction": '"http://soap.amazon.com"', "Content-Type": "text/xml"}
    with served("--record", str(cases)) as (process, address):
        recorded = requests.post(address, call, headers=headers, timeout=10).text
    [case] = (cases / "GetAccountBalance").iterdir()
    written = b"".join(path.read_bytes() for path in case.iterdir()).decode()
    assert "AKIAIOSFODNN7EXAMPLE" not in written
    assert "hush-hush" not in written + process.log
    assert ran("check", "--replay", str(cases)).exit_code == 0
    with served("--replay", str(cases)) as (_, address):
        played = requests.post(address, call, headers=headers, timeout=10).text
    assert "<Amount>10000.00</Amount>" in recorded
    assert played.partition("IsValid")[2] == recorded.partition("IsValid")[2]


@pytest.mark.parametrize("command", [(), ("worker",), ("trust",)])
def test_the_help_shows_whole_summaries(command):
    output = ran(*command, "--help", terminal_width=80).output
    _, _, commands = output.partition("\nCommands:")
    assert commands.strip()
    assert "..." not in commands


def test_the_help_of_run_names_the_addresses_of_run():
    output = " ".join(ran("run", "--help").output.split())
    assert "8080" not in output
    assert output.count("[default: a free port]") == 3


@pytest.mark.parametrize("setting", ["aws_profile", "upstream_profile"])
def test_an_unknown_aws_profile_names_the_account_and_a_remedy(tmp_path, monkeypatch, setting):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    secret = 'secret_access_key = "s"\n' if setting == "upstream_profile" else ""
    file = tmp_path / "adapter.toml"
    file.write_text(f'[[accounts]]\naccess_key_id = "OLDKEY"\n{secret}{setting} = "lab"\n')
    file.chmod(0o600)
    output = ran("serve", "--bind", "127.0.0.1:0", "--config", str(file)).output
    assert "the account OLDKEY" in output
    assert "`aws configure --profile lab`" in output


def test_with_json_nothing_but_json_is_on_standard_error():
    with served("--log-format", "json") as (process, address):
        assert requests.get(address, {"Operation": "GetAccountBalance"}, timeout=10).ok
    assert {json.loads(line)["level"] for line in process.log.splitlines()} == {"info"}


@pytest.mark.parametrize("flags", [["--bind", "x"], ["--database", "sqlite:////proc/none.db"]])
def test_with_json_a_failed_start_is_json_too(flags):
    command = [*COMMAND, "serve", "--bind", "127.0.0.1:0", *flags, "--log-format", "json"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    [line] = result.stderr.splitlines()
    assert json.loads(line)["event"] == "start_failed"
