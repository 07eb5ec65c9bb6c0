"""What a frame submits, as answers: every rule of the service as a row."""

import pytest

from adapter.web.people.forms.frame_fields import read_fields

A = ("assignmentId", "3A")
RULES = {
    "a field is an answer": ([A], [("q", "x")], {"q": "x"}),
    "the query is read too": ([A, ("q", "x")], [], {"q": "x"}),
    "the query comes before the body": ([A, ("b", "1")], [("a", "2")], {"b": "1", "a": "2"}),
    "order is the form's": ([], [A, ("z", "1"), ("a", "2")], {"z": "1", "a": "2"}),
    "same names are joined in order": ([], [A, ("c", "a"), ("c", "b"), ("c", "a")], {"c": "a|b|a"}),
    "same names apart": ([], [("c", "a"), A, ("d", "1"), ("c", "b")], {"c": "a|b", "d": "1"}),
    "query and body of one name": ([("c", "a")], [A, ("c", "b")], {"c": "a|b"}),
    "empty fields are kept": ([], [A, ("q", ""), ("r", "x")], {"q": "", "r": "x"}),
    "empty same names": ([], [A, ("q", ""), ("q", "x")], {"q": "|x"}),
    "workerId is an answer": ([], [A, ("workerId", "A1")], {"workerId": "A1"}),
    "hitId is dropped": ([], [A, ("hitId", "3H"), ("q", "x")], {"q": "x"}),
    "turkSubmitTo is dropped": ([], [A, ("turkSubmitTo", "x"), ("q", "x")], {"q": "x"}),
    "only assignmentId": ([], [A], {}),
    "names in other case are answers": ([], [A, ("hitid", "x")], {"hitid": "x"}),
    "spaces and line ends are kept": ([], [A, ("q", " a\r\nb ")], {"q": " a\r\nb "}),
    "a field without a name": ([], [A, ("", "x"), ("q", "y")], {"q": "y"}),
    "what XML cannot hold": ([], [A, ("q\0", "a\x0bb")], {"q\ufffd": "a\ufffdb"}),
}


@pytest.mark.parametrize("rule", RULES)
def test_fields_become_answers(rule):
    query, body, expected = RULES[rule]
    found = read_fields(query, body)
    assert list(found.answers.items()) == list(expected.items())
    assert found.assignment_id == ("3A" if A in (*query, *body) else "")


def test_the_first_assignment_id_counts_and_an_empty_worker_is_none():
    found = read_fields([("assignmentId", "3A")], [("assignmentId", "3B"), ("workerId", "")])
    assert (found.assignment_id, found.worker_id) == ("3A", None)
    assert read_fields([], [("workerId", "A1"), ("workerId", "A2")]).worker_id == "A1"
