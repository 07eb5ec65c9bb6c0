"""`mturk-adapter run` as a whole: untouched programs, real TLS, exit codes, and a quiet wrapper."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

RUN = [sys.executable, "-W", "ignore", "-m", "adapter", "run"]
BALANCE = "https://mechanicalturk.amazonaws.com/?Operation=GetAccountBalance"
REQUESTS = f"import requests; print(requests.get({BALANCE!r}).text)"
OLD_BOTO = """
import warnings
warnings.simplefilter("ignore")
from boto.mturk.connection import MTurkConnection
print(MTurkConnection({keys}).get_account_balance()[0])
"""


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_TRUST_FOLDER", str(tmp_path / "trust"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def ran(*arguments, **options):
    return subprocess.run([*RUN, *arguments], capture_output=True, timeout=240, **options)


def test_an_untouched_program_is_answered_and_nothing_is_added_to_what_it_says():
    result = ran("--", sys.executable, "-c", REQUESTS)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(b'<?xml version="1.0"?>\n<GetAccountBalanceResponse>')
    assert b"<Amount>10000.00</Amount>" in result.stdout
    summary, state = result.stderr.decode().splitlines()
    assert summary == "mturk-adapter: 1 call answered"
    file, remedy = state.removeprefix("mturk-adapter: state: ").split("; ")
    assert Path(file).name == "marketplace.db"
    assert Path(file).is_file()
    assert remedy == "to begin again, delete it or name another with --database"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="boto 2.49 needs Python up to 3.11")
@pytest.mark.parametrize(
    "keys", ["", "'KEY', 'SECRET', host='mechanicalturk.sandbox.amazonaws.com'"]
)
def test_boto_249_is_answered_with_keys_and_without(keys):
    result = ran("--", sys.executable, "-c", OLD_BOTO.format(keys=keys))
    assert (result.stdout, result.returncode) == (b"$10,000.00\n", 0), result.stderr


HTTP_CLIENT = """
from __future__ import print_function
try:
    from http.client import HTTPConnection, HTTPSConnection
except ImportError:
    from httplib import HTTPConnection, HTTPSConnection
for kind in (HTTPSConnection, HTTPConnection):
    connection = kind("mechanicalturk.amazonaws.com")
    for again in range(2):
        connection.request("GET", "/?Operation=GetAccountBalance")
        print(connection.getresponse().read().decode())
    connection.close()
    connection.connect()
    connection.request("GET", "/?Operation=GetAccountBalance")
    print(connection.getresponse().read().decode())
"""


@pytest.mark.parametrize("python", [sys.executable, "python2"])
def test_pythons_own_client_which_heeds_no_proxy_variable_is_answered(python):
    """turkic calls by httplib."""
    if subprocess.run(["sh", "-c", f"{python} -V"], capture_output=True).returncode != 0:
        pytest.skip("there is no Python 2 here")
    result = ran("--", python, "-W", "ignore", "-c", HTTP_CLIENT)
    assert result.stdout.count(b"<Amount>10000.00</Amount>") == 6, result.stderr


def test_what_python_loads_at_its_start_is_loaded_still(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sitecustomize.py").write_text("print('mine')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "mine"))
    result = ran("--", sys.executable, "-c", "import sitecustomize; print(sitecustomize.__file__)")
    assert result.stdout.split()[-2:] == [
        b"mine",
        str(tmp_path / "mine" / "sitecustomize.py").encode(),
    ]


PHP = """<?php
foreach (["https", "http"] as $scheme) {
    echo file_get_contents("$scheme://mechanicalturk.amazonaws.com/?Operation=GetAccountBalance");
    echo file_get_contents("$scheme://mechanicalturk.sandbox.amazonaws.com?Operation=GetAccountBalance");
}
"""


@pytest.mark.skipif(not shutil.which("php"), reason="there is no PHP here")
def test_phps_streams_are_answered_by_both_schemes(tmp_path):
    (tmp_path / "old.php").write_text(PHP)
    result = ran("--", "php", str(tmp_path / "old.php"))
    assert result.stdout.count(b"<Amount>10000.00</Amount>") == 4, result.stderr


CREATE = """
import warnings
warnings.simplefilter("ignore")
from boto.mturk.connection import MTurkConnection
MTurkConnection().create_qualification_type("Made by boto 2", "A type", "Active")
"""
LIST = """
import boto3
listed = boto3.client("mturk").list_qualification_types(
    MustBeRequestable=True, MustBeOwnedByCaller=True)
print([each["Name"] for each in listed["QualificationTypes"]])
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="boto 2.49 needs Python up to 3.11")
def test_old_and_current_programs_share_a_marketplace_that_lasts(tmp_path):
    flags = ["--upstream", "marketplace", "--database", f"sqlite:///{tmp_path}/market.db"]
    for program in (CREATE + LIST, LIST):
        result = ran(*flags, "--", sys.executable, "-c", program)
        assert result.stdout == b"['Made by boto 2']\n", result.stderr


TYPE = """
import requests, sys
call = {"Operation": "CreateQualificationType", "AWSAccessKeyId": "K", "Name": sys.argv[1],
        "Description": "A type", "QualificationTypeStatus": "Active"}
answer = requests.get("https://mechanicalturk.amazonaws.com/", params=call).text
sys.exit("<IsValid>True</IsValid>" not in answer and answer)
"""
TYPES = """
import requests
call = {"Operation": "SearchQualificationTypes", "AWSAccessKeyId": "K",
        "MustBeRequestable": "false", "MustBeOwnedByCaller": "true"}
print(requests.get("https://mechanicalturk.amazonaws.com/", params=call).text)
"""


def test_runs_that_begin_at_once_share_a_state_that_lasts(tmp_path, monkeypatch):
    """From nothing: no database, no authority."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    command = [*RUN, "--", sys.executable, "-c", TYPE]
    begun = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in "abc"]
    said = [each.communicate(timeout=120)[1] for each in begun]
    assert [each.returncode for each in begun] == [0, 0, 0], said
    assert b"<TotalNumResults>3</TotalNumResults>" in ran("--", sys.executable, "-c", TYPES).stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["mechanicalturk", "mechanicalturk.sandbox"])
def test_curl_is_answered(scheme, host):
    address = f"{scheme}://{host}.amazonaws.com/?Operation=GetAccountBalance"
    assert b"<Amount>10000.00</Amount>" in ran("--", "curl", "-sS", address).stdout


@pytest.fixture
def other_host():
    """Yield the URL of a server that is not Amazon's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/no-such-file"
        server.shutdown()


CALL_ANOTHER = """
import os, requests, sys
for _ in range(2):
    # NO_PROXY has this machine's own names.
    print(requests.get(sys.argv[1], proxies={"http": os.environ["HTTP_PROXY"]}).status_code)
"""


def call_another(url, *flags, program=CALL_ANOTHER, **options):
    return ran(*flags, "--", sys.executable, "-c", program, url, **options)


NOTHING_ANSWERED = "mturk-adapter: no call was answered; "


def test_other_hosts_are_tunneled_and_each_is_named_once(other_host):
    result = call_another(other_host)
    assert result.stdout == b"404\n404\n", result.stderr
    named, summary = result.stderr.decode().splitlines()
    assert named == "mturk-adapter: localhost: tunnelled, not answered here"
    assert summary.startswith(NOTHING_ANSWERED)


@pytest.mark.parametrize(
    ("flags", "environment"),
    [
        (["--proxy-other-hosts", "refuse"], {}),
        ([], {"MTURK_ADAPTER_PROXY_OTHER_HOSTS": "refuse"}),
        # Whoever can reach this proxy could have anything sent from here.
        (["--proxy", "0.0.0.0:0", "--accept-any-key-from-anywhere"], {}),
    ],
)
def test_other_hosts_are_refused_where_that_is_asked_for_or_safer(other_host, flags, environment):
    result = call_another(other_host, *flags, env=os.environ | environment)
    assert result.stdout == b"403\n403\n", result.stderr
    *_, named, summary = result.stderr.decode().splitlines()
    assert named == (
        "mturk-adapter: localhost: refused; --proxy-other-hosts tunnel lets it through"
    )
    assert summary.startswith(NOTHING_ANSWERED)


def test_a_host_that_cannot_be_reached_is_named(other_host):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = call_another(f"http://localhost:{port}/")
    assert result.stdout == b"502\n502\n", result.stderr
    assert result.stderr.decode().splitlines()[0] == (
        "mturk-adapter: localhost: cannot be reached from here, and is not answered here"
    )


# It keeps standard error empty: the pieces of Python's traceback would come at the same moment as
# the adapter's line, and the two would mix.
DISTRUSTFUL = f"""
import certifi, requests
try:
    requests.get({BALANCE!r}, verify=certifi.where())
except requests.exceptions.SSLError:
    print("distrusted")
"""


def test_a_program_that_does_not_trust_the_certificate_is_told_where_to_look():
    result = ran("--", sys.executable, "-c", DISTRUSTFUL)
    assert result.stdout == b"distrusted\n", result.stderr
    named, summary = result.stderr.decode().splitlines()
    assert named.startswith(
        "mturk-adapter: mechanicalturk.amazonaws.com: the program does not trust the adapter's "
    )
    assert summary.startswith(NOTHING_ANSWERED)


REFUSED = "https://mechanicalturk.amazonaws.com/?Operation=GetHIT&HITId=3NONE"
SEVERAL = f"""
import requests, sys
for url in ({BALANCE!r}, {REFUSED!r}, {REFUSED!r}):
    requests.get(url)
print("a line of the program's own", file=sys.stderr)
"""
SUMMARY = "3 calls answered; 2 refused: AWS.MechanicalTurk.HITDoesNotExist (2)"


def test_the_summary_counts_refusals_by_code():
    result = ran("--", sys.executable, "-c", SEVERAL)
    assert result.stderr.decode().splitlines()[:-1] == [
        "a line of the program's own",
        f"mturk-adapter: {SUMMARY}",
    ]


@pytest.mark.parametrize("flags", [["--database", "memory"], ["--upstream", "replay"]])
def test_no_state_is_named_where_none_stays(flags):
    result = ran(*flags, "--", sys.executable, "-c", REQUESTS)
    assert result.stderr == b"mturk-adapter: 1 call answered\n"


def test_verbose_prints_a_line_for_each_call():
    result = ran("--verbose", "--", sys.executable, "-c", SEVERAL)
    lines = [line.split() for line in result.stderr.decode().splitlines()]
    refusal = ["GetHIT", "demo", "200", "AWS.MechanicalTurk.HITDoesNotExist"]
    calls = [line[1:-2] for line in lines if line[-1] == "ms"]
    assert calls == [["GetAccountBalance", "demo", "200", "success"], refusal, refusal]
    assert " ".join(lines[-2]) == f"mturk-adapter: {SUMMARY}"


SIGNED = """
import requests
call = {"Operation": "GetHIT", "HITId": "3NONE", "AWSAccessKeyId": "OLDKEY",
        "Timestamp": "2014-01-01T00:00:00Z", "Signature": "c2lnbmF0dXJl",
        "SecretAccessKey": "a secret that one client sends", "AWSSecretKey": "another of them"}
requests.get("https://mechanicalturk.amazonaws.com/", params=call)
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_trace_prints_each_call_in_whole_but_no_secret(form):
    result = ran("--trace", "--log-format", form, "--", sys.executable, "-c", SIGNED)
    log = result.stderr.decode()
    for shown in ("OLDKEY", "HITId", "3NONE", "<Code>AWS.MechanicalTurk.HITDoesNotExist</Code>"):
        assert shown in log
    for secret in ("c2lnbmF0dXJl", "a secret that", "another of them"):
        assert secret not in log
    assert ("    became GetHIT " in log) is (form == "text")


def test_json_is_all_that_is_added_to_standard_error_if_it_is_asked_for(other_host):
    program = f"{CALL_ANOTHER}\nrequests.get({BALANCE!r}); requests.get({REFUSED!r})"
    flags = ["--verbose", "--log-format", "json"]
    result = call_another(other_host, *flags, program=program)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    counts = Counter(event["event"] for event in events)
    del counts["database_created"]  # in the first run of the test process alone
    assert counts == {"request_completed": 2, "host_tunneled": 1, "run_finished": 1}
    assert events[-1]["refused"] == {"AWS.MechanicalTurk.HITDoesNotExist": 1}


def test_flags_are_those_of_serve(tmp_path):
    refused = ran("--replay", str(tmp_path / "none"), "--", "true")
    assert (refused.returncode, refused.stdout) == (125, b"")
    assert b"there is no folder" in refused.stderr
    (tmp_path / "cases").mkdir()
    flags = ["--record", str(tmp_path / "cases")]
    assert ran(*flags, "--", sys.executable, "-c", REQUESTS).returncode == 0
    assert (tmp_path / "cases" / "GetAccountBalance").is_dir()


def test_an_adapter_that_cannot_start_runs_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        result = ran("--proxy", bind, "--", "touch", str(tmp_path / "ran"))
    assert (result.returncode, result.stdout) == (125, b"")
    assert b"is taken by another program" in result.stderr
    assert not (tmp_path / "ran").exists()


def test_ports_in_the_settings_file_may_be_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        config = tmp_path / "adapter.toml"
        config.write_text(f'bind = "{bind}"\ntls = "{bind}"\nproxy = "{bind}"\nadmin = "{bind}"\n')
        assert ran("--config", str(config), "--", "sh", "-c", "exit 5").returncode == 5


def test_a_trust_folder_that_cannot_be_used_runs_nothing(tmp_path):
    (tmp_path / "trust").write_text("a file")
    result = ran("--", "touch", str(tmp_path / "ran"))
    assert (result.returncode, b"the folder cannot be created" in result.stderr) == (125, True)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -TERM $$"], 143),
        (["no-such-command"], 127),
        (["/"], 126),
    ],
)
def test_the_exit_code_is_the_commands(command, code):
    result = ran("--", *command)
    assert (result.returncode, result.stdout) == (code, b"")


def test_nothing_is_summed_up_of_a_command_that_never_ran():
    [line] = ran("--", "no-such-command").stderr.decode().splitlines()
    assert line == "mturk-adapter: there is no command no-such-command"


def test_without_a_command_it_says_how():
    result = ran()
    assert (result.returncode, b"COMMAND" in result.stderr) == (2, True)


def test_input_and_flags_after_the_command_are_the_commands():
    assert ran("--", "cat", "-", input=b"\x00in").stdout == b"\x00in"
    assert ran("echo", "--bind", "-x").stdout == b"--bind -x\n"


def test_a_signal_ends_the_command_and_the_adapter():
    program = "import os, time; print(os.environ['HTTPS_PROXY'], flush=True); time.sleep(60)"
    with subprocess.Popen(
        [*RUN, "--", sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        port = int(process.stdout.readline().rpartition(b":")[2])
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


CURRENT = "import boto3; print(boto3.client('mturk').get_account_balance()['AvailableBalance'])"


def test_an_endpoint_that_env_has_set_does_not_lead_past_the_proxy():
    elsewhere = {"AWS_ENDPOINT_URL_MTURK": "http://127.0.0.1:9/"}
    result = ran("--", sys.executable, "-c", CURRENT, env=os.environ | elsewhere)
    assert result.stdout == b"10000.00\n", result.stderr


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node here")
def test_node_without_the_proxy_in_its_environment_works_as_ever():
    result = ran("--", "env", "-u", "HTTPS_PROXY", "node", "-e", "console.log(1)")
    assert (result.stdout, result.returncode) == (b"1\n", 0), result.stderr


def test_an_environment_of_ones_own_is_kept(tmp_path):
    mine = {"AWS_ACCESS_KEY_ID": "MINE", "AWS_DEFAULT_REGION": "eu-west-1", "OTHER": "x y"}
    program = (
        "import os; e = os.environ; "
        "print(e['AWS_ACCESS_KEY_ID'], e['AWS_DEFAULT_REGION'], e['OTHER'], "
        "'AWS_SECRET_ACCESS_KEY' in e, os.path.exists(e['SSL_CERT_FILE']), e['SSL_CERT_FILE'])"
    )
    said = ran("--", sys.executable, "-c", program, env=os.environ | mine).stdout.decode()
    assert said.startswith("MINE eu-west-1 x y False True ")
    # Files written for one run go with it.
    assert not os.path.exists(said.split()[-1])  # noqa: PTH110
