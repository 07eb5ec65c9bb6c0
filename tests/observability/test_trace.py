"""A call in whole, as text: bounded, and without what could act on a terminal."""

from datetime import UTC, datetime

import pytest

from adapter.model import ModernCall
from adapter.observability.history import HistoryEntry
from adapter.observability.metrics import UpstreamCall
from adapter.observability.trace import build_trace, render_trace


def made(operation="GetHIT", params=None, answer="HIT: 1 member"):
    return UpstreamCall(ModernCall(operation, params or {}), "success", 0.0021, answer)


def entry(**changes):
    fields = {
        "when": datetime(2016, 1, 2, tzinfo=UTC),
        "request_id": "1f6e",
        "operation": "GetHIT",
        "account": "OLDKEY",
        "parameters": ((("HITId", "3A"),),),
        "upstream_calls": (made(params={"HITId": "3A"}),),
        "outcomes": ("success",),
        "status": 200,
        "weight": 0,
        "answer": '<?xml version="1.0"?>\n<A><B>1 &lt; 2</B><C><D/></C></A>\n',
    }
    fields |= changes
    return HistoryEntry(**{"answer_bytes": len(fields["answer"]), **fields})


def lines(**changes):
    call = entry(**changes)
    event = {**build_trace(call), "upstream_calls": len(call.upstream_calls)}
    return render_trace(event).split("\n")


def test_request_current_calls_losses_and_answer_stand_below_each_other():
    assert lines(losses=("Sorting is lost.",)) == [
        "",
        "    request",
        "        HITId=3A",
        '    became GetHIT {"HITId": "3A"}',
        "        success, 2.1 ms: HIT: 1 member",
        "    lost: Sorting is lost.",
        "    answer",
        '        <?xml version="1.0"?>',
        "        <A>",
        "          <B>1 &lt; 2</B>",
        "          <C>",
        "            <D/>",
        "          </C>",
        "        </A>",
    ]


def test_a_call_that_was_answered_without_upstream_says_so():
    assert "    no current call" in lines(upstream_calls=())


def test_a_call_without_parameters_says_so():
    assert lines(parameters=((),))[1:2] == ["    request without parameters"]


def test_texts_lists_and_answers_are_cut():
    long = "x" * 100_000
    shown = lines(
        upstream_calls=(made(params={"Question": long}, answer=long),) * 500,
        answer=f"<A>{long}",
        answer_bytes=100_003,
    )
    assert "    and 480 more current calls" in shown
    assert shown[-1] == "        … (100003 bytes)"
    assert sum(map(len, shown)) < 60_000


@pytest.mark.parametrize("text", ["\x1b[2J", "\r", "\x00", "\u2028", "\u202e"])
def test_nothing_acts_on_a_terminal(text):
    upstream = (made(params={"A": text}, answer=text),)
    for line in lines(parameters=((("N", text),),), upstream_calls=upstream, answer=text):
        assert line.isprintable()


@pytest.mark.parametrize("answer", ["", "no XML", "</A></A><B>", "<A><B", '{"HIT": "<b><i>"}'])
def test_an_answer_that_is_no_whole_xml_is_printed_as_it_is(answer):
    assert "".join(each.strip() for each in lines(answer=answer)).endswith(answer)
