"""What is shipped for running several adapters: it names what there is, and the balancer works."""

import re
import shutil
import tomllib
from pathlib import Path

from ruamel.yaml import YAML

from adapter.settings.fields import Fields
from adapter.settings.sources import Written
from adapter.side import PAGES

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = tomllib.loads((DEPLOY / "adapter.toml").read_text(encoding="utf-8"))
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")


def documents(name):
    return list(YAML(typ="safe", pure=True).load_all((DEPLOY / name).read_text(encoding="utf-8")))


def deployment(name):
    [found] = [
        each
        for each in documents("kubernetes.yaml")
        if (each["kind"], each["metadata"]["name"]) == ("Deployment", name)
    ]
    return found["spec"]["template"]["spec"]


def test_the_settings_are_settings():
    assert set(SETTINGS) <= set(Written.model_fields)


def test_compose_starts_what_the_settings_and_the_balancer_name():
    [compose] = documents("compose.yaml")
    services = compose["services"]
    for name in ("database", "walks"):
        assert re.search(rf"[/@]{name}[:/]", SETTINGS[name])
        assert name in services
    assert services["adapter-1"] == services["adapter-2"]
    told = services["balancer"]["environment"]
    port = SETTINGS["side"].rpartition(":")[2]
    assert (told["SIDE_1"], told["SIDE_2"]) == (port, port)
    assert {told["ADAPTER_1"], told["ADAPTER_2"]} == {"adapter-1:8080", "adapter-2:8080"}


def test_whoever_stops_an_adapter_waits_for_it():
    stop = Fields.model_fields["stop_seconds"].default
    [compose] = documents("compose.yaml")
    assert int(compose["services"]["adapter-1"]["stop_grace_period"].rstrip("s")) > stop
    pod = deployment("mturk-adapter")
    [container] = pod["containers"]
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] >= stop + pause + 5


def test_the_probes_ask_for_pages_that_there_are():
    [container] = deployment("mturk-adapter")["containers"]
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    assert ports["side"] == int(SETTINGS["side"].rpartition(":")[2])
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["port"] == "side"
        assert asked["path"] in {path for _, path in PAGES}


def test_every_volume_and_secret_that_is_mounted_is_there():
    pod = deployment("mturk-adapter")
    [container] = pod["containers"]
    mounted = {each["name"] for each in container["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]}
    [account] = SETTINGS["accounts"]
    paths = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert account["secret_file"].startswith(paths["secrets"])
