"""What is shipped for running several adapters: it names what there is, and the balancer works."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
import redis
import requests
from support.current_stub import answer_with, current_stub, delay
from support.deployment import DEPLOY, KEY, SECRET, SETTINGS, adapter, documents, haproxy
from support.process import adapter_process
from support.redis_server import RedisServer
from support.sockets import wait_until

from adapter.auth.legacy.signature import build_service_text, sign
from adapter.observability.metrics import Metrics
from adapter.settings.fields import Fields
from adapter.settings.sources import RawSettings
from adapter.web.admin import create_admin_app


def deployment(name):
    [found] = [
        each
        for each in documents("kubernetes.yaml")
        if (each["kind"], each["metadata"]["name"]) == ("Deployment", name)
    ]
    return found["spec"]["template"]["spec"]


def test_the_settings_are_settings():
    assert set(SETTINGS) <= set(RawSettings.model_fields)


def test_compose_starts_what_the_settings_and_the_balancer_name():
    [compose] = documents("compose.yaml")
    services = compose["services"]
    assert "@database/" in SETTINGS["database"]
    assert "@list-cache:6379/" in services["adapter-1"]["environment"]["MTURK_ADAPTER_LIST_CACHE"]
    assert {"database", "list-cache"} <= set(services)
    assert services["adapter-1"] == services["adapter-2"]
    told = services["balancer"]["environment"]
    port = SETTINGS["admin"].rpartition(":")[2]
    assert (told["ADMIN_1"], told["ADMIN_2"]) == (port, port)
    assert {told["ADAPTER_1"], told["ADAPTER_2"]} == {"adapter-1:8080", "adapter-2:8080"}


def test_compose_leads_people_to_the_pages_of_both_adapters():
    [compose] = documents("compose.yaml")
    people, adapter_1 = compose["services"]["people"], compose["services"]["adapter-1"]
    text = (DEPLOY / "people.cfg").read_text(encoding="utf-8")
    with_password = {"PASSWORD_HASH", "SITE_HOST"}
    environment = people["environment"]
    assert set(environment) == set(re.findall(r"\$\{(\w+)\}", text)) - with_password
    port = adapter_1["environment"]["MTURK_ADAPTER_PEOPLE"].rpartition(":")[2]
    assert [environment[f"PEOPLE_{n}"] for n in (1, 2)] == [f"adapter-{n}:{port}" for n in (1, 2)]
    assert {environment["ADMIN_1"], environment["ADMIN_2"]} == {
        SETTINGS["admin"].rpartition(":")[2]
    }
    assert [Path(environment["CERTIFICATE"]).name] == people["secrets"]
    assert people["ports"] == ["443:" + environment["BIND"].rpartition(":")[2]]
    assert people["command"][-1] == "/usr/local/etc/haproxy/people.cfg"


def test_whoever_stops_an_adapter_waits_for_it():
    stop = Fields.model_fields["shutdown_seconds"].default
    [compose] = documents("compose.yaml")
    assert int(compose["services"]["adapter-1"]["stop_grace_period"].rstrip("s")) > stop
    pod = deployment("mturk-adapter")
    [container] = pod["containers"]
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] >= stop + pause + 5


def test_the_probes_ask_for_pages_that_there_are():
    [container] = deployment("mturk-adapter")["containers"]
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    assert ports["admin"] == int(SETTINGS["admin"].rpartition(":")[2])
    app = create_admin_app(Metrics(), {})
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["port"] == "admin"
        assert asked["path"] in {rule.rule for rule in app.url_map.iter_rules()}


def test_every_volume_and_secret_that_is_mounted_is_there():
    pod = deployment("mturk-adapter")
    [container] = pod["containers"]
    mounted = {each["name"] for each in container["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]}
    [account] = SETTINGS["accounts"]
    paths = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert account["secret_file"].startswith(paths["secrets"])


def shell_line(words):
    """The one command that `sh -c` runs."""
    assert words[:2] == ["sh", "-c"]
    return words[2]


def environment(container):
    return {each["name"]: each for each in container["env"]}


def test_the_list_cache_takes_no_call_without_the_password_that_the_adapters_have():
    [compose] = documents("compose.yaml")
    cache, adapter = compose["services"]["list-cache"], compose["services"]["adapter-1"]
    assert "requirepass" in shell_line(cache["command"])
    assert cache["secrets"] == ["list_cache_password"]
    variable = compose["secrets"]["list_cache_password"]["environment"]
    assert f"${{{variable}:?" in adapter["environment"]["MTURK_ADAPTER_LIST_CACHE"]

    [valkey], [adapter] = (
        deployment("list-cache")["containers"],
        deployment("mturk-adapter")["containers"],
    )
    assert "requirepass $LIST_CACHE_PASSWORD" in shell_line([*valkey["command"], *valkey["args"]])
    assert environment(valkey)["LIST_CACHE_PASSWORD"] == environment(adapter)["LIST_CACHE_PASSWORD"]
    assert "$(LIST_CACHE_PASSWORD)" in environment(adapter)["MTURK_ADAPTER_LIST_CACHE"]["value"]


def test_the_list_cache_as_it_is_started_refuses_whoever_has_no_password():
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        pytest.skip("redis-server is not installed")
    [valkey] = deployment("list-cache")["containers"]
    line = shell_line([*valkey["command"], *valkey["args"]]).replace("valkey-server", server)
    with TemporaryDirectory() as folder:  # pytest's own paths are too long for a socket
        path = Path(folder, "socket")
        process = subprocess.Popen(
            ["sh", "-c", f"{line} --port 0 --unixsocket {path}"],
            env={**os.environ, "LIST_CACHE_PASSWORD": "abc123"},
            cwd=folder,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until(path.exists)
            with pytest.raises(redis.AuthenticationError):
                redis.Redis(unix_socket_path=str(path)).ping()
            assert redis.Redis(unix_socket_path=str(path), password="abc123").ping()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.parametrize("name", ["mturk-adapter", "list-cache"])
def test_no_pod_can_do_more_than_it_has_to(name):
    pod = deployment(name)
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_only_the_adapters_reach_the_list_cache():
    policies = {
        each["metadata"]["name"]: each["spec"]
        for each in documents("kubernetes.yaml")
        if each["kind"] == "NetworkPolicy"
    }
    assert set(policies) == {"mturk-adapter", "list-cache"}
    policy = policies["list-cache"]
    assert policy["podSelector"]["matchLabels"] == {"app": "list-cache"}
    [rule] = policy["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {"app": "mturk-adapter"}}}]


# The balancer, run


@contextmanager
def balancer(*adapters):
    """The address of HAProxy, which knows these adapters."""
    where = {"DEPLOY": str(DEPLOY)}
    for index, each in enumerate(adapters, 1):
        where[f"ADAPTER_{index}"] = urlsplit(each.address).netloc
        where[f"ADMIN_{index}"] = str(urlsplit(each.side).port)
    with haproxy("haproxy.cfg", **where) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def two(folder, *flags):
    """Two adapters that share a store, and the address of the balancer before them."""
    with ExitStack() as opened:
        store = RedisServer()
        opened.callback(store.close)
        first = opened.enter_context(adapter(folder, store.url, *flags))
        second = opened.enter_context(adapter(folder, store.url, *flags))
        yield opened.enter_context(balancer(first, second)), first, second


def asked(address, operation, **parameters):
    """The answer to a signed GET, as old programs send those that pay, too."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    signature = sign(SECRET, build_service_text(operation, stamp))
    claims = {"AWSAccessKeyId": KEY, "Timestamp": stamp, "Signature": signature}
    return requests.get(address, {"Operation": operation, **claims, **parameters}, timeout=30)


def ids(text):
    return re.findall("<QualificationRequestId>([^<]+)", text)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two adapters on one database that holds 25 requests, behind the balancer."""
    folder = tmp_path_factory.mktemp("deploy")
    numbers = range(25)
    seed = {
        "Account": {"AccessKeyId": KEY, "AvailableBalance": "100.00"},
        "QualificationTypes": [{"QualificationTypeId": "TYPE", "Name": "a", "Description": "a"}],
        "QualificationRequests": [
            {"QualificationRequestId": f"R{n}", "QualificationTypeId": "TYPE", "WorkerId": f"A{n}"}
            for n in numbers
        ],
    }
    (folder / "seed.json").write_text(json.dumps(seed))
    database = f"sqlite:///{folder / 'turk.db'}"
    with two(folder, "--database", database, "--seed", str(folder / "seed.json")) as opened:
        yield opened


def test_pages_come_from_both_adapters_and_from_one_list(pair):
    address, *adapters = pair
    before = [each.count("calls_total") for each in adapters]
    calls = sum(each.count("upstream_calls_total") for each in adapters)
    seen = []
    for number in range(1, 6):
        text = asked(address, "GetQualificationRequests", PageSize=5, PageNumber=number).text
        assert "<TotalNumResults>25</TotalNumResults>" in text
        seen += ids(text)
        asked(address, "GrantQualification", QualificationRequestId=seen[-1])
    assert sorted(seen) == sorted(f"R{n}" for n in range(25))
    assert all(each.count("calls_total") > b for each, b in zip(adapters, before, strict=True))
    # Page 1 costs two calls, one for all keys and one for its items; later pages of the same list
    # cost one, for their items.
    reads, changes = 2 + 4, 5
    assert sum(each.count("upstream_calls_total") for each in adapters) == calls + reads + changes
    assert "<TotalNumResults>20<" in asked(address, "GetQualificationRequests").text


@pytest.mark.parametrize("size", [10_000, 160_000])
def test_a_text_as_long_as_old_programs_put_into_the_address_passes(pair, size):
    answer = asked(pair[0], "GetAccountBalance", Ignored="%" * size)
    assert "<Amount>100.00</Amount>" in answer.text


def test_an_address_in_utf_8_as_it_is_passes(pair):
    place = urlsplit(pair[0])
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        target = "/?Operation=Help&About=Ä".encode()
        connection.sendall(b"GET " + target + b" HTTP/1.0\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert b"<?xml" in answer


def test_a_call_that_is_killed_on_its_way_is_sent_once_and_its_outcome_is_unknown(tmp_path):
    with (
        current_stub(delay(60, answer_with({}))) as stub,
        two(tmp_path, "--upstream", stub.url) as (address, first, second),
        ThreadPoolExecutor() as pool,
    ):
        answer = pool.submit(asked, address, "GrantQualification", QualificationRequestId="R")
        wait_until(lambda: stub.calls)
        [busy] = [each for each in (first, second) if each.count("in_flight")]
        busy.process.kill()
        assert answer.result().status_code == 200
        assert "<Code>InternalError</Code>" in answer.result().text
        assert len(stub.calls) == 1


def test_what_reached_nobody_is_answered_by_the_other_adapter(tmp_path):
    stub_gives = answer_with({"AvailableBalance": "7.00"})
    with (
        current_stub(stub_gives) as stub,
        two(tmp_path, "--upstream", stub.url) as (address, first, second),
    ):
        first.process.kill()
        first.process.wait()
        answers = [asked(address, "GetAccountBalance") for _ in range(4)]
        assert {each.status_code for each in answers} == {200}
        assert all("<Amount>7.00</Amount>" in each.text for each in answers)
        second.process.kill()
        second.process.wait()
        refused = asked(address, "GetAccountBalance")
        assert refused.status_code == 503
        assert "<Code>ServiceUnavailable</Code>" in refused.text
        assert len(stub.calls) == 4


def test_an_application_reaches_the_adapter_beside_it(tmp_path):
    [compose] = documents("beside.yaml")
    services = compose["services"]
    called = urlsplit(services["application"]["command"][-1])
    _, *flags = services["adapter"]["command"]
    with adapter_process(*flags, XDG_DATA_HOME=str(tmp_path)) as (_, url):
        headers = {"Host": called.netloc}
        answer = requests.get(f"{url}?{called.query}", headers=headers, timeout=10)
    assert called.hostname in services
    assert "<Amount>10000.00</Amount>" in answer.text
    assert "ports" not in services["adapter"]
