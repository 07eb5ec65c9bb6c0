"""The pages beside the API, and what they count."""

import json
from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs
from support.backends import caching_backend
from support.scripted import Scripted
from support.serving import answer, services

from adapter.auth.accounts import Accounts
from adapter.errors import SettingError, UnavailableError, UnmatchedError
from adapter.fault_injection import FaultPlan
from adapter.model import HttpRequest, ModernCall
from adapter.observability.access_log import AccessLog
from adapter.observability.history import MAX_ANSWER, MAX_CHARACTERS, CallHistory, HistoryEntry
from adapter.observability.metrics import Metrics
from adapter.upstream.counting import CountingUpstreams
from adapter.web.admin import AdminControls, create_admin_app

REQUESTS = [{"QualificationRequestId": f"R{n}", "WorkerId": "A1"} for n in range(3)]


class Timer:
    """Goes on by a quarter of a second whenever it is read."""

    now = 0.0

    def __call__(self):
        self.now += 0.25
        return self.now


def asked(path, method="GET", metrics=None, **checks):
    return create_admin_app(metrics or Metrics(), checks).test_client().open(path, method=method)


def rehearsed(path, method="GET", headers=(), body=b"", history=None, reset=None):
    app = create_admin_app(
        Metrics(), {}, AdminControls(history or CallHistory(), reset, FaultPlan(()))
    )
    return app.test_client().open(path, method=method, headers=dict(headers), data=body)


def test_faults_are_listed_replaced_and_removed():
    faults = FaultPlan({"GetHIT"})
    controls = AdminControls(CallHistory(), None, faults)
    http = create_admin_app(Metrics(), {}, controls).test_client()
    document = "- fault: throttle\n  operation: GetHIT\n  times: 1\n"
    rule = {"fault": "throttle", "operation": "GetHIT", "times": 1, "calls": 0, "failed": 0}
    assert http.post("/_adapter/faults", data=document).json == [rule]
    assert faults.choose("legacy", "GetHIT")
    assert http.get("/_adapter/faults").json == [rule | {"calls": 1, "failed": 1}]
    refused = http.post("/_adapter/faults", data="- fault: cut\n  operation: GetHit\n")
    assert refused.status_code == 400
    assert "the faults: fault 1: operation: neither API has this operation" in refused.text
    assert len(http.get("/_adapter/faults").json) == 1
    assert http.delete("/_adapter/faults").json == []
    assert faults.is_empty


def test_a_web_page_makes_no_call_fail():
    headers = {"Sec-Fetch-Site": "cross-site"}
    refused = rehearsed("/_adapter/faults", "POST", headers, b"- fault: throttle")
    assert refused.status_code == 403


def samples(metrics):
    """Every sample that is printed, by name and labels."""
    printed = asked("/metrics", metrics=metrics).text
    return {
        (each.name, *each.labels.values()): each.value
        for family in text_string_to_metric_families(printed)
        for each in family.samples
    }


def called(answers, *queries):
    """The samples after these calls, and the log's lines."""
    metrics = Metrics(Timer())
    inner = CountingUpstreams(Scripted(answers), metrics)
    kept = caching_backend(inner, metrics=metrics)
    answering = services(kept, accounts=Accounts(), access_log=AccessLog(metrics))
    with capture_logs() as lines:
        for query in queries:
            answer(answering, HttpRequest("GET", "localhost", "/", query, {}, b""))
    return samples(metrics), [line for line in lines if line["event"] == "request_completed"]


def test_health_says_that_the_process_serves():
    answer = asked("/healthz")
    assert (answer.status_code, answer.data) == (200, b"ok\n")


def test_readiness_names_every_check_that_does_not_pass():
    answer = asked("/readyz", database=lambda: "it cannot be reached", server=lambda: None)
    assert (answer.status_code, answer.data) == (503, b"database: it cannot be reached\n")
    assert asked("/readyz", server=lambda: None).status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/", "GET", 404), ("/metrics", "PUT", 405)]
)
def test_nothing_else_is_there(path, method, status):
    answer = asked(path, method)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/plain")


def got(path, hosts=(), **headers):
    app = create_admin_app(Metrics(), {}, AdminControls(CallHistory(), None, FaultPlan(())), hosts)
    return app.test_client().get(path, headers=headers)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/", "/_adapter/calls"])
def test_a_page_whose_name_leads_here_reads_nothing(path):
    answer = got(path, Host="evil.example:8081")
    assert answer.status_code == 403
    assert '"evil.example", which is not one of this adapter\'s names' in answer.text


@pytest.mark.parametrize(
    ("host", "hosts"), [("turk.lab.example:81", {"turk.lab.example"}), ("10.0.0.7:8081", None)]
)
def test_further_names_and_addresses_beyond_this_machine_are_answered(host, hosts):
    assert got("/metrics", hosts, Host=host).status_code == 200


def test_a_person_follows_a_link_to_the_counters():
    headers = {"Sec-Fetch-Site": "cross-site", "Referer": "http://127.0.0.1:9090/targets"}
    assert got("/metrics", **headers).status_code == 200


def test_calls_are_counted_by_operation_and_outcome():
    answers = {
        "ListQualificationRequests": {"QualificationRequests": REQUESTS},
        "GetAccountBalance": UnavailableError("It is not there."),
    }
    found, _ = called(
        answers,
        b"Operation=GetQualificationRequests&AWSAccessKeyId=ME",
        b"Operation=GetAccountBalance",
        b"Operation=GetHIT",
        b"Operation=MadeUpByTheCaller",
    )
    calls, refusals = "mturk_adapter_calls_total", "mturk_adapter_refusals_total"
    assert found[calls, "GetQualificationRequests", "success"] == 1
    assert found[calls, "GetAccountBalance", "AWS.ServiceUnavailable"] == 1
    assert found[calls, "unknown", "AWS.InvalidOperationParameter"] == 1
    assert found[refusals, "AWS.MissingParameters"] == 1
    assert found[refusals, "AWS.InvalidOperationParameter"] == 1
    assert (refusals, "AWS.ServiceUnavailable") not in found


def test_current_calls_and_walks_are_counted():
    answers = {
        "ListQualificationRequests": {"QualificationRequests": REQUESTS},
        "GetAccountBalance": UnavailableError("It is not there."),
    }
    found, _ = called(
        answers, b"Operation=GetQualificationRequests", b"Operation=GetAccountBalance"
    )
    upstream = "mturk_adapter_upstream_calls_total"
    assert found[upstream, "ListQualificationRequests", "success"] == 1
    assert found[upstream, "GetAccountBalance", "unavailable"] == 1
    assert found["mturk_adapter_walk_items_sum", "ListQualificationRequests"] == len(REQUESTS)
    assert found["mturk_adapter_walk_seconds_count", "ListQualificationRequests"] == 1


def test_a_line_says_who_called_what_and_what_it_took():
    query = b"Operation=GetQualificationRequests&AWSAccessKeyId=ME&PageSize=2&PageNumber="
    answers = {"ListQualificationRequests": {"QualificationRequests": REQUESTS}}
    _, [first, second] = called(answers, query + b"1", query + b"2")
    assert first["operation"] == "GetQualificationRequests"
    assert (first["account"], first["outcome"], first["status"]) == ("ME", "success", 200)
    assert first["upstream_calls"] == 1
    assert 0 < first["upstream_milliseconds"] < first["milliseconds"]
    assert (second["upstream_calls"], second["upstream_milliseconds"]) == (0, 0)


def test_who_is_not_admitted_is_not_named():
    metrics = Metrics()
    with capture_logs() as lines:
        http = HttpRequest("GET", "", "/", b"Operation=GetHIT&AWSAccessKeyId=STRANGER", {}, b"")
        answer(services(Scripted({}), access_log=AccessLog(metrics)), http)
    assert [line["account"] for line in lines if line["event"] == "request_completed"] == [""]


def test_a_gauge_is_read_when_it_is_printed():
    metrics = Metrics()
    metrics.add_gauge("in_flight", "Calls being answered.", lambda: 7)
    assert samples(metrics)[("mturk_adapter_in_flight",)] == 7


def test_an_unexpected_failure_is_counted_too():
    metrics = Metrics()
    watched = CountingUpstreams(Scripted({"GetHIT": LookupError()}), metrics)
    with pytest.raises(LookupError):
        watched.open(None).send(ModernCall("GetHIT", {}))
    assert samples(metrics)["mturk_adapter_upstream_calls_total", "GetHIT", "failed"] == 1


def history_of(query, answers):
    history = CallHistory()
    access_log = AccessLog(Metrics(), history)
    watched = CountingUpstreams(Scripted(answers), access_log.metrics)
    called = HttpRequest("GET", "localhost", "/", query, {}, b"")
    answer(services(watched, accounts=Accounts(), access_log=access_log), called)
    return json.loads(rehearsed("/_adapter/calls", history=history).data)


def test_calls_shows_what_came_and_what_it_became():
    page = history_of(
        b"Operation=GetQualificationScore&QualificationTypeId=T&SubjectId=W",
        {"GetQualificationScore": UnmatchedError("Nothing recorded.", "")},
    )
    [call] = page["calls"]
    assert call["operation"] == "GetQualificationScore"
    assert call["parameters"] == [[["QualificationTypeId", "T"], ["SubjectId", "W"]]]
    params = {"QualificationTypeId": "T", "WorkerId": "W"}
    [became] = call["calls"]
    assert became == {
        "operation": "GetQualificationScore",
        "params": params,
        "outcome": "unmatched",
    }
    assert page["misses"] == [became]
    assert call["outcomes"] == ["Adapter.NotRecorded"]


def test_calls_shows_no_secret_and_no_endless_text():
    long = "x" * (MAX_CHARACTERS + 1)
    query = f"Operation=GetHIT&AWSSecretAccessKey=hush-hush&HITId=hush-hush&Long={long}"
    [call] = history_of(query.encode(), {"GetHIT": UnavailableError("No.")})["calls"]
    text = json.dumps(call["parameters"])
    assert "hush-hush" not in text
    assert long not in text


def test_calls_shows_nothing_that_a_refused_call_sent():
    history = CallHistory()
    sent = {"sec-fetch-site": "cross-site"}
    http = HttpRequest("GET", "localhost", "/", b"Operation=GetHIT&HITId=X", sent, b"")
    answer(
        services(Scripted({}), accounts=Accounts(), access_log=AccessLog(Metrics(), history)), http
    )
    [kept] = history.list_entries()
    assert (kept.parameters, kept.upstream_calls) == ((), ())


def entry_of(query, answers):
    """The entry of the history that a call leaves, by a timer that goes on when it is read."""
    history = CallHistory()
    access_log = AccessLog(Metrics(Timer()), history)
    upstreams = CountingUpstreams(Scripted(answers), access_log.metrics)
    http = HttpRequest("GET", "localhost", "/", query, {}, b"")
    answer(services(upstreams, accounts=Accounts(), access_log=access_log), http)
    [kept] = history.list_entries()
    return kept


def test_the_history_keeps_what_was_answered_and_lost_and_how_long_it_took():
    kept = entry_of(
        b"Operation=GetHIT&HITId=H1", {"GetHIT": {"HIT": {"HITId": "H1", "Title": "Label"}}}
    )
    assert (kept.api, kept.fidelity, kept.outcome) == ("legacy", "lossy", "success")
    assert [each.partition(",")[0] for each in kept.losses] == ["NumberOfSimilarHITs"]
    assert "<HITId>H1</HITId>" in kept.answer
    assert kept.answer_bytes == len(kept.answer)
    assert [name for name, _ in kept.steps] == [
        *("read", "authenticate", "check", "drive", "compose", "write")
    ]
    assert kept.seconds > sum(seconds for _, seconds in kept.steps) > kept.upstream_seconds > 0
    assert kept.own_seconds == kept.seconds - kept.upstream_seconds
    assert [each.answer for each in kept.upstream_calls] == ["HIT: HITId H1, …"]


def test_the_history_keeps_the_nearest_recording_of_a_call_that_none_answers():
    miss = UnmatchedError("Nothing recorded.", "asked | recorded")
    kept = entry_of(b"Operation=GetHIT&HITId=H1", {"GetHIT": miss})
    [made] = kept.upstream_calls
    assert (made.answer, made.differences) == ("Nothing recorded.", "asked | recorded")
    assert kept.losses == ()
    assert kept.fidelity == "lossy"


def test_the_history_keeps_the_beginning_of_an_answer_without_secrets():
    hit = {"HITId": "hush&hush", "Description": "x" * 2 * MAX_ANSWER}
    query = b"Operation=GetHIT&AWSSecretAccessKey=hush%26hush&HITId=hush%26hush"
    kept = entry_of(query, {"GetHIT": {"HIT": hit}})
    assert "<HITId>REDACTED</HITId>" in kept.answer
    assert "hush" not in repr(kept)
    assert len(kept.answer) <= MAX_ANSWER < 2 * MAX_ANSWER < kept.answer_bytes


def test_a_call_is_found_by_its_request_id():
    history = CallHistory()
    for number in ("1", "2"):
        history.add(entry(number))
    assert history.find("2").request_id == "2"
    assert history.find("3") is None


def entry(number, weight=1):
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return HistoryEntry(when, number, "GetHIT", "demo", (), (), ("success",), 200, weight)


def test_the_oldest_calls_are_forgotten_first():
    history = CallHistory()
    for number in range(1500):
        history.add(entry(str(number)))
    kept = history.list_entries()
    assert (kept[0].request_id, len(kept)) == ("500", 1000)


def test_large_calls_are_forgotten_sooner_but_for_the_last():
    history = CallHistory(max_weight=100)
    for number, weight in enumerate((40, 40, 40, 200)):
        history.add(entry(str(number), weight))
        assert sum(each.weight for each in history.list_entries()[:-1]) < 100
    assert [each.request_id for each in history.list_entries()] == ["3"]


def test_a_call_weighs_what_it_brought_and_what_it_became():
    history, text = CallHistory(), "x" * 500
    access_log = AccessLog(Metrics(), history)
    watched = CountingUpstreams(Scripted({"GetHIT": UnavailableError("No.")}), access_log.metrics)
    query = f"Operation=GetHIT&HITId={text}&Ignored={text}".encode()
    http = HttpRequest("GET", "localhost", "/", query, {}, b"")
    answer(services(watched, accounts=Accounts(), access_log=access_log), http)
    [kept] = history.list_entries()
    assert 3 * 500 < kept.weight < 3000


def test_a_reset_takes_the_seed_and_forgets_the_calls():
    history, seeds = CallHistory(), []
    history.add(entry("1"))
    answer = rehearsed("/_adapter/reset", "POST", body=b"{}", history=history, reset=seeds.append)
    assert (answer.status_code, seeds, history.list_entries()) == (200, [b"{}"], ())


def test_a_seed_that_cannot_be_used_is_explained_and_changes_nothing():
    def refused(_body):
        raise SettingError("$.HITs[1]", "no such member")

    history = CallHistory()
    history.add(entry("1"))
    answer = rehearsed("/_adapter/reset", "POST", history=history, reset=refused)
    assert (answer.status_code, answer.data) == (400, b"$.HITs[1]: no such member\n")
    assert history.list_entries() == (entry("1"),)


@pytest.mark.parametrize(
    ("path", "method"), [("/_adapter/calls", "GET"), ("/_adapter/reset", "POST")]
)
def test_a_web_page_gets_neither(path, method):
    assert rehearsed(path, method, headers={"origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/_adapter/calls", "/_adapter/reset"])
def test_where_nothing_is_tested_there_are_no_such_pages(path):
    answer = asked(path, "POST")
    assert answer.status_code == 404
    assert b"_adapter" not in answer.data


def test_a_reset_is_no_get():
    assert rehearsed("/_adapter/reset").status_code == 405


def test_an_unknown_path_lists_each_path_once():
    answer = rehearsed("/nowhere")
    names = answer.text.removeprefix("There is nothing here but ").rstrip(".\n").split(", ")
    assert answer.status_code == 404
    assert sorted(set(names)) == names
    assert {"/healthz", "/_adapter/clock"} < set(names)
