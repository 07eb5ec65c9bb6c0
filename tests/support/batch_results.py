"""Batch results as Amazon's site for requesters wrote them, and people changed them."""

from __future__ import annotations

import csv
import io

from adapter.marketplace.results.columns import COLUMNS

ROW = {
    "HITId": "3HIT",
    "HITTypeId": "3TYPE",
    "Title": "Colours",
    "Description": "Say the colour",
    "Keywords": "colour, sky",
    "Reward": "$0.05",
    "CreationTime": "Thu Oct 09 07:30:20 UTC 2014",
    "MaxAssignments": "2",
    "RequesterAnnotation": "BatchId:1;OriginalHitTemplateId:928390870;",
    "AssignmentDurationInSeconds": "600",
    "AutoApprovalDelayInSeconds": "259200",
    "Expiration": "Thu Oct 16 00:30:20 PDT 2014",
    "AssignmentId": "3ASSIGNMENT",
    "WorkerId": "AWORKER",
    "AssignmentStatus": "Approved",
    "AcceptTime": "Thu Oct 09 00:40:00 PDT 2014",
    "SubmitTime": "Thu Oct 09 00:41:00 PDT 2014",
    "AutoApprovalTime": "Sun Oct 12 00:41:00 PDT 2014",
    "ApprovalTime": "Fri Oct 10 00:41:00 PST 2014",
    "WorkTimeInSeconds": "60",
    "LifetimeApprovalRate": "100% (10/10)",
    "Input.image": "http://example.test/1.png",
    "Answer.colour": "blue",
    "Answer.why": "It is the sky,\nand noon.",
    "Approve": "",
    "Reject": "",
}
"""A row; its last answer has two lines."""


def write_batch_results(*rows: dict[str, str], delimiter: str = ",") -> str:
    """The file of these rows, which have the other cells of `ROW`."""
    header = list(dict.fromkeys((*COLUMNS, *ROW, *(name for row in rows for name in row))))
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([{**ROW, **row}.get(name, "") for name in header] for row in rows)
    return text.getvalue()
