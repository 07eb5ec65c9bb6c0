"""Our description of the current API against botocore's, for as long as botocore has one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import botocore
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader
from botocore.model import ServiceModel

from adapter.auth.environments import ENDPOINTS, REGION
from adapter.current_api.model import TARGET_PREFIX, data_path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "describe_current_api.py"
BOTOCORE = Path(botocore.__file__).parent / "data"
FOLDER = Path("mturk", "2017-01-17")


def describe(*arguments):
    """The script, run as a human runs it."""
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def part(data, name):
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    return loader.load_service_model("mturk", name, "2017-01-17")


def ours(name):
    return part(data_path(), name)


@pytest.fixture
def theirs():
    """Reads a part of botocore's description."""
    if not (BOTOCORE / FOLDER).is_dir():
        pytest.skip(f"botocore {botocore.__version__} no longer describes mturk: only we do")
    return lambda name: part(BOTOCORE, name)


def disagreements(mine, other, path="$"):
    """Where mine is not other without its `documentation` texts."""
    if isinstance(mine, dict) and isinstance(other, dict):
        for key in mine.keys() | other.keys():
            prose = key == "documentation" and isinstance(other.get(key), str)
            if prose and key not in mine:
                continue
            if key in mine and key in other:
                yield from disagreements(mine[key], other[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(mine, list) and isinstance(other, list) and len(mine) == len(other):
        for index, (a, b) in enumerate(zip(mine, other, strict=True)):
            yield from disagreements(a, b, f"{path}[{index}]")
    elif mine != other:
        yield path


# Against botocore's


@pytest.mark.parametrize("name", ["service-2", "paginators-1", "endpoint-rule-set-1"])
def test_nothing_is_missing_but_prose_and_nothing_is_added(theirs, name):
    assert list(disagreements(ours(name), theirs(name))) == []


def test_every_file_of_botocores_is_carried_but_its_empty_examples(theirs):
    def names(data):
        return {path.name.split(".")[0] for path in (data / FOLDER).iterdir()}

    assert names(BOTOCORE) - names(data_path()) == {"examples-1"}
    assert names(data_path()) <= names(BOTOCORE)
    assert theirs("examples-1")["examples"] == {}


def facts_of_operation(operation):
    return (
        operation.http,
        operation.input_shape.name,
        operation.output_shape.name,
        [(error.name, error.metadata) for error in operation.error_shapes],
        operation.auth_type,
        operation.idempotent_members,
    )


def test_botocore_understands_every_operation_alike(theirs):
    mine, other = ServiceModel(ours("service-2")), ServiceModel(theirs("service-2"))
    assert mine.operation_names == other.operation_names
    for name in other.operation_names:
        my, their = mine.operation_model(name), other.operation_model(name)
        assert facts_of_operation(my) == facts_of_operation(their), name


def facts_of_shape(shape):
    members = getattr(shape, "members", {})
    item = getattr(shape, "member", None)
    return (
        shape.type_name,
        shape.metadata,
        shape.required_members,
        [(name, member.name, member.serialization) for name, member in members.items()],
        item and item.name,
    )


def test_botocore_understands_every_shape_alike(theirs):
    mine, other = ServiceModel(ours("service-2")), ServiceModel(theirs("service-2"))
    assert mine.shape_names == other.shape_names
    for name in other.shape_names:
        my, their = mine.shape_for(name), other.shape_for(name)
        assert facts_of_shape(my) == facts_of_shape(their), name


def resolved(rules, partitions, region, fips, dual_stack, endpoint):
    asked = {"Region": region, "UseFIPS": fips, "UseDualStack": dual_stack, "Endpoint": endpoint}
    given = {name: value for name, value in asked.items() if value is not None}
    try:
        return EndpointProvider(rules, partitions).resolve_endpoint(**given)
    except EndpointProviderError as error:
        return str(error)


def test_the_endpoint_rule_leads_to_the_same_addresses_and_errors(theirs):
    partitions = Loader().load_data("partitions")
    regions = [None, "us-east-1", "sandbox", "eu-west-1", "cn-north-1", "us-gov-west-1", "moon"]
    flags = [False, True]
    for case in product(regions, flags, flags, [None, "http://127.0.0.1:8080"]):
        mine = resolved(ours("endpoint-rule-set-1"), partitions, *case)
        assert mine == resolved(theirs("endpoint-rule-set-1"), partitions, *case), case


# Alone


@pytest.mark.parametrize(("region", "place"), [(REGION, "production"), ("sandbox", "sandbox")])
def test_the_endpoint_rule_leads_to_the_addresses_we_name(region, place):
    partitions = Loader().load_data("partitions")
    found = resolved(ours("endpoint-rule-set-1"), partitions, region, False, False, None)
    assert found.url == ENDPOINTS[place]


def test_the_target_prefix_is_the_descriptions():
    assert ours("service-2")["metadata"]["targetPrefix"] == TARGET_PREFIX


def texts(value, key=""):
    """Every text with the key that it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str):
        yield key, value


def test_no_prose_is_carried():
    for path in (data_path() / FOLDER).iterdir():
        for key, text in texts(json.loads(path.read_text(encoding="utf-8"))):
            assert key != "documentation", text
            assert "<" not in text
            # What the endpoint rule answers to a wrong setting is part of the rule.
            if not (path.name == "endpoint-rule-set-1.json" and key == "error"):
                assert text.count(" ") <= 2, text


# The script


@pytest.fixture
def source(tmp_path):
    """A copy of our own data, which has botocore's form and can be changed."""
    return Path(shutil.copytree(data_path(), tmp_path / "source"))


def change(data, name, edit):
    path = data / FOLDER / f"{name}.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    edit(described)
    path.write_text(json.dumps(described), encoding="utf-8")


def test_the_script_finds_the_carried_description_current(theirs):
    done = describe("--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_script_says_in_which_facts_the_two_differ(source):
    change(source, "service-2", lambda d: d["shapes"]["EntityId"].update(max=65))
    change(source, "paginators-1", lambda d: d["pagination"].pop("ListHITs"))
    done = describe("--check", "--source", source)
    assert done.returncode == 1
    assert (
        "service-2.json: Value of root['shapes']['EntityId']['max'] changed from 64 to 65."
    ) in done.stdout
    assert "paginators-1.json: Item root['pagination']['ListHITs']" in done.stdout


def test_the_script_says_that_only_the_order_differs(source):
    change(source, "service-2", lambda d: d.update(version=d.pop("version")))
    done = describe("--check", "--source", source)
    assert done.returncode == 1
    assert "service-2.json: the same facts, in another order or layout" in done.stdout


def test_the_script_says_which_files_only_one_of_the_two_has(source):
    (source / FOLDER / "paginators-1.json").rename(source / FOLDER / "waiters-2.json")
    done = describe("--check", "--source", source)
    assert done.returncode == 1
    assert "paginators-1.json: we carry it, botocore has no such file" in done.stdout
    assert "waiters-2.json: botocore has it, we do not carry it" in done.stdout


def test_the_script_drops_prose_but_keeps_what_is_only_named_documentation(source, tmp_path):
    def edit(described):
        described["documentation"] = "<p>About the service.</p>"
        described["shapes"]["documentation"] = {"type": "string", "documentation": "A text."}
        described["shapes"]["HIT"]["members"]["documentation"] = {
            "shape": "documentation",
            "documentation": "About the member.",
        }

    change(source, "service-2", edit)
    assert describe("--source", source, "--target", tmp_path / "target").returncode == 0
    written = part(tmp_path / "target", "service-2")
    assert "documentation" not in written
    assert written["shapes"]["documentation"] == {"type": "string"}
    assert written["shapes"]["HIT"]["members"]["documentation"] == {"shape": "documentation"}


def test_the_script_writes_the_same_bytes_from_its_own_output(tmp_path):
    assert describe("--source", data_path(), "--target", tmp_path).returncode == 0
    for path in (data_path() / FOLDER).iterdir():
        assert (tmp_path / FOLDER / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_the_script_says_when_there_is_nothing_to_make_it_from(tmp_path, check):
    done = describe(*check, "--source", tmp_path, "--target", tmp_path / "target")
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path} does not describe mturk 2017-01-17.\n"
    assert not (tmp_path / "target").exists()


def test_the_script_explains_itself():
    done = describe("--help")
    assert done.returncode == 0
    assert "--check" in done.stdout
    assert "exit status" in done.stdout
