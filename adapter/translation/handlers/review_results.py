"""GetReviewResultsForHIT: two reports of two lists each, all behind one NextToken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.queries import PageQuery, Walk, build_list_name

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Conversation, UpstreamRequest

    Item = Mapping[str, Any]

LEGACY = "GetReviewResultsForHIT"
OPERATION = "ListReviewPolicyResultsForHIT"

POLICIES = ("AssignmentReviewPolicy", "HITReviewPolicy")
REPORTS = ("AssignmentReviewReport", "HITReviewReport")
SUBJECTS = {"ReviewResults": "SubjectId", "ReviewActions": "TargetId"}
"""The lists of a report in the order they are counted, and the member that names their subject."""


def get_review_results(call: CheckedCall) -> Conversation:
    """Return `review`: the HITId, both policies, and one page of both reports.

    The legacy report has one page number and one set of counts for two lists, and no document
    defines how the lists share them. Here a report is its results followed by its actions, each in
    the upstream's order, which is chronological; pages are cut from that sequence.

    The reports have totals of their own, so the list cache keeps both as a list of one item.
    """
    values = call.values
    found = yield PageQuery(
        build_list_name(LEGACY, values, "PageNumber"),
        first=values["PageNumber"] == 1,
        start=0,
        size=1,
        read=partial(_read, values),
    )
    [whole] = found.rows
    reports = {name: _cut_report(rows, values) for name, rows in whole["rows"].items()}
    return {"review": {"HITId": values["HITId"], **whole["policies"], **reports}}


def _read(values: Mapping[str, Any]) -> Generator[UpstreamRequest, Any, Sequence[Item]]:
    """Return one item: both policies, and the rows of each report."""
    params = {
        "HITId": values["HITId"],
        "PolicyLevels": [*values.get("PolicyLevel", ())] or None,
        "RetrieveActions": values.get("RetrieveActions"),
        "RetrieveResults": values.get("RetrieveResults"),
    }
    present = {name: value for name, value in params.items() if value is not None}
    parts: Sequence[Item] = yield Walk(OPERATION, present, "", None, _list_parts)
    subject = values.get("AssignmentId")
    return [
        {
            "policies": {each["policy"]: each["value"] for each in parts if "policy" in each},
            "rows": {
                each["report"]: _list_rows(parts, each["report"], subject)
                for each in parts
                if "report" in each
            },
        }
    ]


def _list_parts(answer: Mapping[str, Any]) -> list[Item]:
    """Return a page as items: its policies, its reports, and the results and actions in them."""
    parts: list[Item] = [
        {"policy": name, "value": answer[name]} for name in POLICIES if answer.get(name)
    ]
    parts += [{"report": name} for name in REPORTS if answer.get(name) is not None]
    return parts + [
        {"of": report, "kind": kind, "item": item}
        for report in REPORTS
        for kind in SUBJECTS
        for item in (answer.get(report) or {}).get(kind) or ()
    ]


def _list_rows(parts: Sequence[Item], report: str, subject: str | None) -> list[Item]:
    """Return a report's results, then its actions; those of one assignment, if one is named."""
    return [
        {kind: each["item"]}
        for kind, member in SUBJECTS.items()
        for each in parts
        if each.get("of") == report
        and each["kind"] == kind
        and subject in {None, each["item"].get(member)}
    ]


def _cut_report(rows: Sequence[Item], values: Mapping[str, Any]) -> Item:
    """Return the numbered page of one report; past its end the lists are empty."""
    number, size = values["PageNumber"], values["PageSize"]
    page = rows[(number - 1) * size : number * size]
    return {
        "PageNumber": number,
        "NumResults": len(page),
        "TotalNumResults": len(rows),
        **{kind: [each[kind] for each in page if kind in each] for kind in SUBJECTS},
    }
