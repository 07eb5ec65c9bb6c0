"""The page of the migration report, and the files that it offers."""

from datetime import UTC, datetime

import pytest
from support.console import client

from adapter.observability.usage import UsageLog, UsedCall

NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def pages():
    """The pages after a grant, and after a block that lost something."""
    usage = UsageLog()
    request = (("QualificationRequestId", "3R1"), ("Note", "<b>"))
    usage.add(UsedCall("GrantQualification", NOON, (request,), ("success",)))
    worker = (("WorkerId", "A1"),)
    usage.add(UsedCall("BlockWorker", NOON, (worker,), ("AWS.Refused",), ("Something is lost.",)))
    return client(usage=usage)


def test_the_page_shows_operations_losses_and_code(pages):
    text = pages.get("/report").text
    for shown in (
        "2 calls of 2 operations",
        "accept_qualification_request(QualificationRequestId=&#39;3R1&#39;, IntegerValue=1)",
        "Something is lost.",
        "AWS.Refused",
        "&lt;b&gt;",
        'href="/report.md"',
        'href="/report.json"',
    ):
        assert shown in text
    assert "<b>" not in text


def test_the_files_are_downloaded_under_a_name(pages):
    markdown, document = pages.get("/report.md"), pages.get("/report.json")
    assert markdown.text.startswith("# What this program uses")
    assert "mturk-report.md" in markdown.headers["Content-Disposition"]
    assert [each["operation"] for each in document.json["operations"]] == [
        "BlockWorker",
        "GrantQualification",
    ]


def test_a_report_on_nothing_says_how_to_call():
    assert "mturk-adapter run" in client().get("/report").text
