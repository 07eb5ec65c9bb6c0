"""What tests do with a serving adapter, over the pages of its admin address."""

import json
from urllib.parse import quote

import pytest
import requests
from structlog.testing import capture_logs
from support.process import adapter_process
from support.serving import answer

from adapter.application.configuration import read_settings
from adapter.application.runtime import build_runtime
from adapter.application.server import build_controls
from adapter.application.services import build_services
from adapter.model import HttpRequest
from adapter.observability.access_log import AccessLog
from adapter.observability.metrics import Metrics
from adapter.web.admin import create_admin_app

TYPE = {"QualificationTypeId": "3TYPE", "Name": "N", "Description": "D"}

QUESTION = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://example.org/</ExternalURL>'
    "<FrameHeight>400</FrameHeight></ExternalQuestion>"
)


def element(text, name):
    return text.partition(f"<{name}>")[2].partition(f"</{name}>")[0]


def seed(*workers, key="demo"):
    pending = [
        {"QualificationRequestId": f"3R{each}", "QualificationTypeId": "3TYPE", "WorkerId": each}
        for each in workers
    ]
    return json.dumps(
        {
            "Account": {"AccessKeyId": key},
            "QualificationTypes": [{**TYPE, "QualificationTypeStatus": "Active"}],
            "QualificationRequests": [
                {**each, "SubmitTime": "2016-01-01T00:00:00Z"} for each in pending
            ],
        }
    ).encode()


class Place:
    """An adapter and its admin pages, without sockets."""

    def __init__(self, **flags):
        settings = read_settings(flags, None)
        metrics = Metrics()
        self.sources = build_runtime(settings, metrics)
        controls = build_controls(settings, self.sources, "127.0.0.1:0")
        access_log = AccessLog(metrics, controls.history)
        self.services = build_services(settings, access_log, self.sources)
        self.pages = create_admin_app(metrics, {}, controls).test_client()

    def legacy(self, operation, **params):
        query = "&".join(f"{name}={value}" for name, value in params.items())
        http = HttpRequest(
            "GET", "localhost", "/", f"Operation={operation}&{query}".encode(), {}, b""
        )
        return answer(self.services, http).text

    def side(self, method, name, body=b""):
        path = f"/_adapter/{name}"
        answered = self.pages.open(path, method=method, data=body)
        return answered.status_code, answered.text

    def waiting(self, **params):
        return self.legacy("GetQualificationRequests", **params).count("<SubjectId>")


@pytest.fixture
def place(tmp_path):
    """A marketplace with three who wait, at noon of a day in 2016."""
    (tmp_path / "seed.json").write_bytes(seed("A1", "A2", "A3"))
    place = Place(
        upstream="marketplace",
        database=f"sqlite:///{tmp_path / 'market.db'}",
        seed=(str(tmp_path / "seed.json"),),
        clock="2016-01-02T12:00:00Z",
        allow_reset=True,
    )
    yield place
    place.sources.close()


def test_a_reset_brings_back_what_was_there_at_the_start(place):
    assert place.waiting(PageSize=2) == 2
    assert "IsValid>True" in place.legacy("GrantQualification", QualificationRequestId="3RA1")
    place.legacy("BlockWorker", WorkerId="A9", Reason="R", AWSAccessKeyId="SOMEBODY")
    place.side("POST", "clock", b"+86400")
    assert place.side("POST", "reset") == (200, "reset\n")
    assert place.waiting() == 3
    assert place.legacy("GetBlockedWorkers", AWSAccessKeyId="SOMEBODY").count("<WorkerId>") == 0
    assert place.side("GET", "clock")[1].startswith("2016-01-02T12:")
    assert json.loads(place.side("GET", "calls")[1])["messages"] == []


def test_a_reset_forgets_kept_lists(place):
    assert place.waiting(PageSize=2) == 2
    place.side("POST", "reset", seed("A7", "A8", "A9"))
    assert "<SubjectId>A9</SubjectId>" in place.legacy(
        "GetQualificationRequests", PageSize=2, PageNumber=2
    )


def test_a_seed_that_is_wrong_changes_nothing_and_says_where(place):
    place.legacy("GrantQualification", QualificationRequestId="3RA1")
    place.side("POST", "clock", b"2016-02-01T00:00:00Z")
    bad = json.loads(seed("A7"))
    bad["QualificationRequests"][0]["QualificationTypeId"] = "3NONE"
    status, told = place.side("POST", "reset", json.dumps(bad).encode())
    assert (status, "the seed: $.QualificationRequests[0]" in told) == (400, True)
    assert place.waiting() == 2
    assert place.side("GET", "clock")[1].startswith("2016-02-01T00:")
    assert place.side("POST", "reset", b"\xff")[0] == 400


def test_faults_are_put_in_force_and_a_reset_brings_back_those_of_the_start(place):
    fault = b"[{operation: GetAccountBalance, fault: throttle, times: 1}]"
    assert place.side("POST", "faults", fault)[0] == 200
    assert "<Code>ServiceUnavailable<" in place.legacy("GetAccountBalance")
    assert "<Amount>" in place.legacy("GetAccountBalance")
    place.side("POST", "faults", fault)
    place.side("POST", "reset")
    assert json.loads(place.side("GET", "faults")[1]) == []
    assert "<Amount>" in place.legacy("GetAccountBalance")


def test_calls_show_what_would_have_been_sent(place):
    place.legacy("GrantQualification", QualificationRequestId="3RA1")
    page = json.loads(place.side("GET", "calls")[1])
    assert [each["operation"] for each in page["calls"]] == ["GrantQualification"]
    [message] = page["messages"]
    assert (message["AccessKeyId"], message["Recipient"]) == ("demo", "A1")
    assert message["SendTime"].startswith("2016-01-02T12:")


def test_the_clock_is_moved_for_all_that_goes_by_it(place):
    assert place.side("POST", "clock", b"+3600") == (200, "2016-01-02T13:00:00Z\n")
    place.legacy("GrantQualification", QualificationRequestId="3RA1")
    held = place.legacy("GetQualificationScore", QualificationTypeId="3TYPE", SubjectId="A1")
    assert "<GrantTime>2016-01-02T13:00:0" in held


def test_hits_are_extended_and_expired_by_the_same_clock(place):
    place.side("POST", "clock", b"1971-01-01T00:00:00Z")
    made = place.legacy(
        "CreateHIT",
        Title="T",
        Description="D",
        AssignmentDurationInSeconds=60,
        LifetimeInSeconds=3600,
        Question=quote(QUESTION),
        **{"Reward.1.Amount": "0.05", "Reward.1.CurrencyCode": "USD"},
    )
    hit = {"HITId": element(made, "HITId")}
    place.side("POST", "clock", b"+7200")
    assert element(place.legacy("GetHIT", **hit), "HITStatus") == "Reviewable"
    place.legacy("ExtendHIT", ExpirationIncrementInSeconds=3600, **hit)
    shown = place.legacy("GetHIT", **hit)
    assert element(shown, "HITStatus") == "Assignable"
    assert element(shown, "Expiration").startswith("1971-01-01T03:00:0")
    for hours in (2, 3):
        place.legacy("ForceExpireHIT", **hit)
        assert element(place.legacy("GetHIT", **hit), "HITStatus") == "Reviewable"
        place.legacy("ExtendHIT", ExpirationIncrementInSeconds=3600 * hours, **hit)
        assert element(place.legacy("GetHIT", **hit), "HITStatus") == "Assignable"


def test_a_time_that_is_none_is_refused_with_the_form(place):
    status, told = place.side("POST", "clock", b"tomorrow")
    assert (status, "2016-01-02T12:00:00Z" in told) == (400, True)
    assert place.side("GET", "clock", b"+3600")[1].startswith("2016-01-02T12:")


def test_a_replay_turns_back_to_its_start_and_takes_no_seed():
    place = Place(upstream="replay")
    first = place.waiting()
    assert first > 0
    assert place.sources.replay.unplayed
    place.side("POST", "reset")
    assert place.side("POST", "reset", b"{}")[0] == 400
    assert place.waiting() == first


def test_what_lasts_is_neither_reset_nor_aged_unless_that_is_allowed(tmp_path):
    place = Place(upstream="marketplace", database=str(tmp_path / "lab.db"), seed=("demo",))
    place.legacy("GrantQualification", QualificationRequestId="3DEM0REQUEST01FOR0WRITING0BIRD")
    try:
        for name, body in (("reset", b""), ("clock", b"+86400")):
            status, text = place.side("POST", name, body)
            assert status == 403
            assert text.startswith(f"The state in {tmp_path}/lab.db lasts")
            assert "--allow-reset" in text
        assert place.waiting() == 9
        assert place.side("GET", "clock")[0] == 200
    finally:
        place.sources.close()


def test_a_reset_is_logged():
    place = Place(upstream="marketplace", database="memory")
    with capture_logs() as lines:
        assert place.side("POST", "reset")[0] == 200
    place.sources.close()
    reset = {"event": "state_reset", "log_level": "warning"}
    assert lines == [{**reset, "upstream": "marketplace", "database": "memory"}]


def test_nothing_is_shown_where_signatures_are_verified_or_others_can_look(tmp_path):
    file = tmp_path / "adapter.toml"
    file.write_text('[[accounts]]\naccess_key_id = "K"\nsecret_access_key = "s"\n')
    file.chmod(0o600)
    for config, side in ((file, "127.0.0.1:1"), (None, "0.0.0.0:1")):
        settings = read_settings({"upstream": "replay"}, config)
        sources = build_runtime(settings, Metrics())
        assert build_controls(settings, sources, side) is None


def test_the_pages_stand_on_the_side_address_of_a_serving_process():
    flags = ("--database", "memory", "--seed", "demo", "--clock", "2020-02-02T02:02:02Z")
    with adapter_process(*flags, "--admin", "127.0.0.1:0", "--log-format", "json") as (
        process,
        url,
    ):
        line = process.stderr.readline()
        while "admin_started" not in line:
            line = process.stderr.readline()
        side = json.loads(line)["address"]
        requests.get(url, {"Operation": "GetAccountBalance"}, timeout=10)
        [call] = requests.get(f"{side}_adapter/calls", timeout=10).json()["calls"]
        assert (call["operation"], call["when"][:13]) == ("GetAccountBalance", "2020-02-02T02")
        moved = requests.post(f"{side}_adapter/clock", data="+86400", timeout=10)
        assert moved.text.startswith("2020-02-03T02:02")
        assert requests.post(f"{side}_adapter/reset", timeout=10).text == "reset\n"
        assert requests.post(f"{url}_adapter/reset", timeout=10).status_code == 404
