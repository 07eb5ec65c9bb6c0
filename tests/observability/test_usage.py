"""What programs use is counted whole, and in little memory."""

from datetime import UTC, datetime, timedelta

from adapter.model import Claims, Envelope, HttpResponse, LegacyCall, RequestContext
from adapter.observability.access_log import AccessLog, CallResult
from adapter.observability.history import MAX_CALLS, CallHistory
from adapter.observability.metrics import Metrics
from adapter.observability.usage import MAX_SHAPES, ExampleCall, UsageLog, UsedCall

NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)


def used(*parameters, operation="GetHIT", hours=0, outcomes=("success",), losses=()):
    when = NOON + timedelta(hours=hours)
    return UsedCall(operation, when, tuple(parameters), outcomes, losses)


def list_usage(*calls):
    log = UsageLog()
    for each in calls:
        log.add(each)
    return log.list_usage()


def test_the_most_called_operation_is_the_first():
    found = list_usage(used(operation="GetHIT"), *[used(operation="SearchHITs")] * 2)
    assert [(each.operation, each.calls) for each in found] == [("SearchHITs", 2), ("GetHIT", 1)]


def test_every_use_of_a_request_is_counted_with_its_outcome():
    both = used((("HITId", "1"),), (("HITId", "2"),), outcomes=("success", "AWS.Refused"))
    [usage] = list_usage(both, used((("HITId", "3"),), hours=2))
    assert (usage.calls, usage.outcomes) == (3, {"success": 2, "AWS.Refused": 1})
    assert (usage.first, usage.last) == (NOON, NOON + timedelta(hours=2))
    assert usage.examples == (ExampleCall((("HITId", "1"),), 3),)


def test_losses_are_counted_by_request():
    [usage] = list_usage(used(losses=("A.", "B.")), used(losses=("A.",)))
    assert usage.losses == {"A.": 2, "B.": 1}


def test_calls_with_the_same_parameters_share_an_example_however_long_their_lists_are():
    one, two = ("Reward.1.Amount", "1"), ("Reward.2.Amount", "2")
    [usage] = list_usage(used((one,)), used((two, one)), used((one, ("Title", "T"))))
    assert usage.examples == (ExampleCall((one,), 2), ExampleCall((one, ("Title", "T")), 1))


def test_every_page_of_a_list_is_a_call_like_the_first():
    size, number = ("PageSize", "10"), ("PageNumber", "2")
    [usage] = list_usage(used((size,)), used((size, number)))
    assert usage.examples == (ExampleCall((size,), 2),)


def test_a_program_that_makes_up_names_values_and_codes_fills_no_memory():
    calls = [
        used(((f"{'x' * (n % 26)}{chr(97 + n % 26)}", "v" * 10_000),), outcomes=(f"Code{n}",))
        for n in range(100)
    ]
    [usage] = list_usage(*calls)
    assert usage.calls == 100
    assert len(usage.examples) == MAX_SHAPES
    assert len(usage.outcomes) == 20
    assert usage.examples[0].parameters[0][1] == "v" * 1000 + "…"


def test_a_call_of_no_known_caller_is_counted_without_an_example():
    [usage] = list_usage(used(outcomes=("AWS.NotAuthorized",)))
    assert (usage.calls, usage.examples) == (1, ())


def test_calls_that_the_history_no_longer_has_are_counted():
    history, metrics = CallHistory(), Metrics()
    access_log = AccessLog(metrics, history)
    claims = Claims("demo", None, None, ())
    envelope = Envelope(claims, "GetHIT", (LegacyCall("GetHIT", (("HITId", "3A"),)),))
    context = RequestContext(NOON, "id")
    parts = (HttpResponse(200, b""), ("success",), context, "GetHIT", "GetHIT", "demo", 0, envelope)
    for _ in range(MAX_CALLS + 1):
        with metrics.collect_stats() as stats:
            access_log.record(CallResult(*parts), stats)
    current = CallResult(*parts[:3], "GetHIT", "current:GetHIT", "demo", api="current")
    access_log.record(current, stats)
    [usage] = access_log.usage.list_usage()
    assert len(history.list_entries()) == MAX_CALLS
    assert (usage.calls, usage.examples[0].calls) == (MAX_CALLS + 1, MAX_CALLS + 1)
