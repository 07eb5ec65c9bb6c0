import ast

import pytest

from adapter.errors import OperationError
from adapter.explain import explain
from adapter.mapping.loader import load
from adapter.messages import LegacyCall
from adapter.resources import folder

CATALOGUE = load(folder("mappings"))


def explained(operation, *pairs):
    return explain(LegacyCall(operation, pairs), CATALOGUE)


def test_a_listing_becomes_a_paginator_a_sort_and_a_cut():
    explanation = explained(
        "GetQualificationRequests",
        ("QualificationTypeId", "3TYPE"),
        ("SortDirection", "Descending"),
        ("PageNumber", "3"),
        ("Status", "x"),
    )
    code = "\n".join(explanation.python)
    assert "get_paginator('list_qualification_requests')" in code.replace('"', "'")
    assert "reverse=True" in code
    assert "listing[20:30]" in code
    assert explanation.shell == (
        "aws mturk list-qualification-requests --qualification-type-id 3TYPE",
    )
    assert explanation.unknown == ("Status",)
    assert explanation.losses


def test_a_boolean_becomes_a_flag_of_the_aws_cli():
    explanation = explained("UpdateQualificationScore", ("QualificationTypeId", "3TYPE"),
                            ("SubjectId", "A1"), ("IntegerValue", "-5"))  # fmt: skip
    assert explanation.shell[1].endswith("--integer-value -5 --no-send-notification")


def test_texts_are_quoted_for_their_language():
    explanation = explained("RejectQualificationRequest", ("QualificationRequestId", "R"),
                            ("Reason", "it's \"late\"\n$HOME"))  # fmt: skip
    ast.parse("\n".join(explanation.python))
    assert """'it'"'"'s "late"\n$HOME'""" in explanation.shell[0]


def test_a_call_that_would_be_refused_is_refused():
    with pytest.raises(OperationError):
        explained("GrantQualification")
