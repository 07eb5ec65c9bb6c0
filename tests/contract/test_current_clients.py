"""boto3 and the AWS CLI, once their own description of the current API is gone.

Their data is copied without `mturk`, and without its line in endpoints.json, as AWS's SDKs leave it
when they drop a service.
"""

from __future__ import annotations

import inspect
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import boto3
import botocore
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from adapter.auth.environments import ENDPOINTS, REGION
from adapter.current_api.model import TARGET_PREFIX, data_path, load

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
BOTOCORE = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def dropped(tmp_path_factory):
    """botocore's data as it will be when AWS has dropped the service."""
    folder = tmp_path_factory.mktemp("botocore") / "data"
    folder.mkdir()
    for path in BOTOCORE.iterdir():
        if path.name not in {"mturk", "endpoints.json"}:
            (folder / path.name).symlink_to(path)
    endpoints = json.loads((BOTOCORE / "endpoints.json").read_text(encoding="utf-8"))
    for partition in endpoints["partitions"]:
        partition["services"].pop("mturk-requester", None)
    (folder / "endpoints.json").write_text(json.dumps(endpoints), encoding="utf-8")
    return folder


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Nobody's AWS settings, in this process and in those it starts."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("HOME", str(tmp_path))


def session_with(dropped, *data):
    """A boto3 session that sees botocore's data without mturk, and the folders given."""

    class Dropped(Loader):
        BUILTIN_DATA_PATH = str(dropped)
        CUSTOMER_DATA_PATH = str(dropped / "none")

    session = botocore.session.Session()
    session.register_component("data_loader", Dropped([str(folder) for folder in data]))
    return boto3.Session(botocore_session=session, region_name=REGION, **KEYS)


@pytest.fixture
def session(alone, dropped):
    return session_with(dropped, data_path())


class Body(io.BytesIO):
    """The body of an answer, in the form in which urllib3 hands it to botocore."""

    def stream(self):
        yield self.read()


def answer(client, *bodies, status=200):
    """Answer the client's next requests with these; the requests, as they come to be sent."""
    requests = []

    def send(request, **_):
        requests.append(request)
        body = Body(json.dumps(bodies[len(requests) - 1]).encode())
        return AWSResponse(request.url, status, {}, body)

    client.meta.events.register("before-send.mturk", send)
    return requests


# boto3 in this process


def test_without_ours_boto3_no_longer_knows_the_service(alone, dropped):
    with pytest.raises(UnknownServiceError):
        session_with(dropped).client("mturk")


def test_boto3_builds_its_client_from_ours(session):
    client = session.client("mturk")
    assert "mturk" in session.get_available_services()
    assert tuple(client.meta.service_model.operation_names) == load().operations
    assert client.meta.endpoint_url == ENDPOINTS["production"]


def test_every_operation_is_a_method_that_documents_its_parameters(session):
    client = session.client("mturk")
    for method, operation in client.meta.method_to_api_mapping.items():
        text = inspect.getdoc(getattr(client, method))
        for parameter in load().find_input(operation).members:
            assert f":param {parameter}:" in text


def test_boto3_pages_what_we_say_is_paged(session):
    client = session.client("mturk")
    methods = client.meta.method_to_api_mapping
    assert {methods[name] for name in methods if client.can_paginate(name)} == {
        name for name in load().operations if load().find_paged_list(name)
    }


def test_a_call_goes_to_production_with_its_target_and_signature(session):
    client = session.client("mturk")
    requests = answer(client, {"AvailableBalance": "10000.00"})
    assert client.get_account_balance()["AvailableBalance"] == "10000.00"
    (request,) = requests
    assert (request.method, request.url) == ("POST", f"{ENDPOINTS['production']}/")
    assert request.headers["X-Amz-Target"] == f"{TARGET_PREFIX}.GetAccountBalance".encode()
    assert request.headers["Content-Type"] == b"application/x-amz-json-1.1"
    assert f"/{REGION}/mturk-requester/aws4_request" in request.headers["Authorization"].decode()


def test_the_sandbox_is_reached_by_its_address_or_by_its_old_region_name(session):
    for options in ({"endpoint_url": ENDPOINTS["sandbox"]}, {"region_name": "sandbox"}):
        client = session.client("mturk", **options)
        requests = answer(client, {})
        client.get_account_balance()
        assert requests[0].url == f"{ENDPOINTS['sandbox']}/"


def test_parameters_are_written_and_answers_read_in_the_types_of_the_description(session):
    client = session.client("mturk")
    expiry = datetime(2018, 6, 1, 12, tzinfo=UTC)
    requests = answer(client, {}, {"HIT": {"HITId": "H1", "Expiration": 1527854400.0}})
    client.update_expiration_for_hit(HITId="H1", ExpireAt=expiry)
    assert json.loads(requests[0].body) == {"HITId": "H1", "ExpireAt": 1527854400}
    assert client.get_hit(HITId="H1")["HIT"] == {"HITId": "H1", "Expiration": expiry}


def test_a_paginator_walks_along_the_tokens(session):
    client = session.client("mturk")
    requests = answer(
        client,
        {"QualificationRequests": [{"WorkerId": "A1"}], "NextToken": "more"},
        {"QualificationRequests": [{"WorkerId": "A2"}]},
    )
    pages = client.get_paginator("list_qualification_requests").paginate()
    found = [item["WorkerId"] for page in pages for item in page["QualificationRequests"]]
    assert found == ["A1", "A2"]
    assert [json.loads(request.body) for request in requests] == [{}, {"NextToken": "more"}]


@pytest.mark.parametrize(("error", "status"), [("RequestError", 400), ("ServiceFault", 500)])
def test_an_error_of_the_service_is_raised_as_its_own_class(session, error, status):
    client = session.client("mturk", config=Config(retries={"total_max_attempts": 1}))
    code = "AWS.MechanicalTurk.HITDoesNotExist"
    answer(client, {"__type": error, "Message": "No", "TurkErrorCode": code}, status=status)
    with pytest.raises(getattr(client.exceptions, error)) as caught:
        client.get_hit(HITId="H1")
    assert caught.value.response["TurkErrorCode"] == code


# Programs of their own


def run(program, *arguments):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


BOTO3_PROGRAM = """
import sys
import boto3
from botocore.loaders import Loader
Loader.BUILTIN_DATA_PATH = sys.argv[1]
client = boto3.client("mturk", region_name="us-east-1")
print(client.meta.endpoint_url, len(client.meta.service_model.operation_names))
"""

# It has a copy of botocore in it, which takes the name botocore once awscli is imported.
CLI_PROGRAM = """
import sys
import awscli.clidriver
from botocore.loaders import Loader
Loader.BUILTIN_DATA_PATH = sys.argv[1]
sys.exit(awscli.clidriver.create_clidriver().main(["mturk", *sys.argv[2:]]))
"""


def test_a_program_finds_ours_through_its_environment(alone, dropped, monkeypatch):
    monkeypatch.setenv("AWS_DATA_PATH", str(data_path()))
    done = run(BOTO3_PROGRAM, dropped)
    assert done.stdout == f"{ENDPOINTS['production']} {len(load().operations)}\n", done.stderr


def test_the_same_program_fails_without_ours(alone, dropped):
    done = run(BOTO3_PROGRAM, dropped)
    assert done.returncode == 1
    assert "UnknownServiceError" in done.stderr


@pytest.mark.skipif(not find_spec("awscli"), reason="the AWS CLI is not installed")
def test_the_aws_cli_finds_ours_through_its_environment(alone, dropped, monkeypatch):
    monkeypatch.setenv("AWS_DATA_PATH", str(data_path()))
    done = run(CLI_PROGRAM, dropped, "list-qualification-requests", "--generate-cli-skeleton")
    assert json.loads(done.stdout) == {
        "QualificationTypeId": "",
        "NextToken": "",
        "MaxResults": 0,
    }, done.stderr
