"""The migration report: what it says of what was used, as data, Markdown and JSON."""

import json
from datetime import UTC, datetime

import pytest
from support.serving import CATALOGUE

from adapter.explain.report import build_report
from adapter.explain.report.documents import render_json
from adapter.explain.report.markdown import NOTHING, render_markdown
from adapter.observability.usage import UsageLog, UsedCall

NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)
BLOCKED = next(iter(CATALOGUE.mappings["BlockWorker"].losses)).text


@pytest.fixture
def report():
    """Of two grants, one of which was refused, and of a block that lost something."""
    log = UsageLog()
    request = (("QualificationRequestId", "3R1"), ("IntegerValue", "7"))
    code = "AWS.MechanicalTurk.InvalidQualificationRequestState"
    log.add(UsedCall("GrantQualification", NOON, (request,), ("success",)))
    log.add(UsedCall("GrantQualification", NOON, (request,), (code,)))
    log.add(UsedCall("BlockWorker", NOON, ((("WorkerId", "A1"),),), ("success",), (BLOCKED,)))
    return build_report(log.list_usage(), CATALOGUE)


def test_each_operation_has_its_counts_its_losses_and_its_code(report):
    grant, block = report.operations
    assert (report.calls, report.count("exact"), report.count("lossy")) == (3, 1, 1)
    assert (grant.operation, grant.calls, grant.fidelity) == ("GrantQualification", 2, "exact")
    assert grant.errors == {"AWS.MechanicalTurk.InvalidQualificationRequestState": 1}
    assert grant.current == ("AcceptQualificationRequest",)
    assert grant.losses == {}
    [use] = grant.replacements
    assert use.calls == 2
    assert any("accept_qualification_request(" in line for line in use.body)
    assert block.losses == {BLOCKED: 1}


def test_its_code_runs_behind_the_setup(report):
    lines = [*report.setup, *(line for each in report.operations for line in use_lines(each))]
    compile("\n".join(lines), "report", "exec")
    assert "import boto3" in report.setup


def use_lines(operation):
    return [line for use in operation.replacements for line in use.body]


def test_markdown_holds_a_row_and_a_section_for_each(report):
    text = render_markdown(report)
    assert "3 calls of 2 operations, at 2016-01-02 12:00 UTC." in text
    row = "| [GrantQualification](#grantqualification) | 2 | 1 | AcceptQualificationRequest |"
    assert row in text
    assert "\n## BlockWorker\n" in text
    assert (
        "QualificationRequestId=3R1\nIntegerValue=7\n```\n\nWrite instead:\n\n```python\n" in text
    )
    assert BLOCKED[:60] in text


def test_json_holds_the_same(report):
    document = json.loads(render_json(report))
    assert document["calls"] == 3
    assert [each["operation"] for each in document["operations"]] == [
        "GrantQualification",
        "BlockWorker",
    ]
    assert document["operations"][1]["losses"] == {BLOCKED: 1}
    assert document["first"] == "2016-01-02T12:00:00+00:00"


def test_a_call_that_is_refused_for_its_parameters_has_the_reason_instead_of_code():
    log = UsageLog()
    log.add(UsedCall("GetHIT", NOON, ((("Colour", "red"),),), ("AWS.MissingParameters",)))
    report = build_report(log.list_usage(), CATALOGUE)
    [use] = report.operations[0].replacements
    assert (use.body, "HITId" in use.problem) == ((), True)
    assert "Refused for its parameters" in render_markdown(report)


def test_long_texts_are_shortened_and_structures_in_xml_are_not():
    log = UsageLog()
    listed = "".join(
        "<QualificationRequirement><QualificationTypeId>00000000000000000071"
        f"</QualificationTypeId><Comparator>EqualTo</Comparator><LocaleValue><Country>{code}"
        "</Country></LocaleValue></QualificationRequirement>"
        for code in ("US", "DE")
    )
    sent = (
        ("Title", "T"),
        ("Keywords", "k" * 300),
        ("Description", "D"),
        ("Reward", "<Reward><Amount>0.05</Amount><CurrencyCode>USD</CurrencyCode></Reward>"),
        ("AssignmentDurationInSeconds", "60"),
        ("QualificationRequirement", listed),
    )
    log.add(UsedCall("RegisterHITType", NOON, (sent,), ("success",)))
    [operation] = build_report(log.list_usage(), CATALOGUE).operations
    code = "\n".join(operation.replacements[0].body)
    assert "'Country': 'DE'" in code
    assert f"Keywords='{'k' * 200}…'" in code


def test_a_structure_that_is_not_kept_whole_is_not_called_refused():
    log = UsageLog()
    sent = (("Reward", f"<Reward><Amount>{'0' * 1000}1</Amount></Reward>"),)
    log.add(UsedCall("RegisterHITType", NOON, (sent,), ("success",)))
    [operation] = build_report(log.list_usage(), CATALOGUE).operations
    assert operation.replacements[0].problem.startswith("There is no code for it")


def test_what_callers_send_ends_no_block_and_starts_no_line():
    log = UsageLog()
    sent = (("HITId", "```\n# Not a title"), ("Odd`name", "x"))
    log.add(UsedCall("GetHIT", NOON, (sent,), ("success",)))
    text = render_markdown(build_report(log.list_usage(), CATALOGUE))
    assert "\n# Not a title" not in text
    assert "\n````\nHITId=``` # Not a title\n" in text


def test_nothing_used_is_said():
    assert NOTHING in render_markdown(build_report((), CATALOGUE))
