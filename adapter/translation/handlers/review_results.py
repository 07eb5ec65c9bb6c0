"""GetReviewResultsForHIT: two reports of two lists each, all behind one NextToken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.errors import UnavailableError
from adapter.model import ModernCall
from adapter.queries import PageQuery, build_list_name

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from adapter.model import CheckedCall
    from adapter.queries import Conversation, UpstreamRequest

    Answer = Mapping[str, Any]

LEGACY = "GetReviewResultsForHIT"
OPERATION = "ListReviewPolicyResultsForHIT"
MAX_RESULTS = 100
EMPTY_PAGES = 20
"""A page without anything new may stand in the middle; more in a row are a list without end."""
MAX_DETAILS = 100_000
"""The most results and actions that are read for one HIT."""

POLICIES = ("AssignmentReviewPolicy", "HITReviewPolicy")
REPORTS = ("AssignmentReviewReport", "HITReviewReport")
ABOUT = {"ReviewResults": "SubjectId", "ReviewActions": "TargetId"}
"""The lists of a report in the order they are counted, and the member that says about what."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One result or action, and the report and list that it stands in."""

    report: str
    kind: str
    item: Mapping[str, Any]


def get_review_results(call: CheckedCall) -> Conversation:
    """Return `review`: the HITId, both policies, and one page of both reports.

    The legacy report has one page number and one set of counts for two lists, and no document says
    how they share it. Here a report is its results followed by its actions, each in the upstream's
    order, which is chronological; that one row is counted, numbered and cut.

    The two reports have totals of their own, so all that was read is looked at as one item.
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
    reports = {name: _report(row, values) for name, row in whole["rows"].items()}
    return {"review": {"HITId": values["HITId"], **whole["policies"], **reports}}


def _read(values: Mapping[str, Any]) -> Generator[UpstreamRequest, Any, Sequence[Answer]]:
    """Return one item: both policies, and each report as one row."""
    pages, details = yield from _collected(values)
    policies = {name: page[name] for page in pages for name in POLICIES if page.get(name)}
    rows = {
        name: _row([each for each in details if each.report == name], values.get("AssignmentId"))
        for name in REPORTS
        if any(page.get(name) is not None for page in pages)
    }
    return [{"policies": policies, "rows": rows}]


def _row(details: Sequence[Detail], about: str | None) -> list[Answer]:
    """Return the results, then the actions; about one assignment, where one is asked for."""
    ours = [each for each in details if about in {None, each.item.get(ABOUT[each.kind])}]
    return [{each.kind: each.item} for kind in ABOUT for each in ours if each.kind == kind]


def _collected(
    values: Mapping[str, Any],
) -> Generator[UpstreamRequest, Any, tuple[list[Answer], list[Detail]]]:
    """Return every page and its details; never a part that looks like the whole."""
    params = _params(values)
    pages: list[Answer] = []
    details: list[Detail] = []
    tokens: set[str] = set()
    stale = 0
    while True:
        answer = yield ModernCall(OPERATION, params)
        fresh = _fresh(answer, pages[-1] if pages else {})
        pages.append(answer)
        details += fresh
        stale = 0 if fresh else stale + 1
        token = answer.get("NextToken")
        _bound(repeated=token in tokens, stale=stale, found=len(details))
        if not token:
            return pages, details
        tokens.add(token)
        params = {**params, "NextToken": token}


def _params(values: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        "HITId": values["HITId"],
        "PolicyLevels": [*values.get("PolicyLevel", ())] or None,
        "RetrieveActions": values.get("RetrieveActions"),
        "RetrieveResults": values.get("RetrieveResults"),
        "MaxResults": MAX_RESULTS,
    }
    return {name: value for name, value in named.items() if value is not None}


def _fresh(page: Answer, before: Answer) -> list[Detail]:
    """Return what the page before did not have: an item is repeated when the list moves on."""
    known = _details(before)
    return [each for each in _details(page) if each not in known]


def _details(page: Answer) -> list[Detail]:
    return [
        Detail(report, kind, item)
        for report in REPORTS
        for kind in ABOUT
        for item in (page.get(report) or {}).get(kind) or ()
    ]


def _bound(*, repeated: bool, stale: int, found: int) -> None:
    if repeated:
        reason = "leads back to a page that it gave before, so it has no end and no total"
    elif stale > EMPTY_PAGES:
        reason = f"gave more than {EMPTY_PAGES} pages in a row with nothing new, so it has no end"
    elif found > MAX_DETAILS:
        reason = f"holds more than {MAX_DETAILS} results and actions, the most that are read"
    else:
        return
    raise UnavailableError(f"The upstream's list {OPERATION} {reason}.")


def _report(row: Sequence[Answer], values: Mapping[str, Any]) -> Answer:
    """Return the numbered page of one report; past its end the lists are empty."""
    number, size = values["PageNumber"], values["PageSize"]
    page = row[(number - 1) * size : number * size]
    return {
        "PageNumber": number,
        "NumResults": len(page),
        "TotalNumResults": len(row),
        **{kind: [each[kind] for each in page if kind in each] for kind in ABOUT},
    }
