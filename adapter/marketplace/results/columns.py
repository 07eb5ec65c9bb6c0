"""The columns of results: of Amazon's site for requesters, and of its command line tools.

Sources: the headers of batch results in public projects, which are all alike; HITProperties and
HITResults of Amazon's SDK for Java (the order of the tools' columns), and public results of the
tools.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapter.current_api.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = (
    "HITId",
    "HITTypeId",
    "Title",
    "Description",
    "Keywords",
    "Reward",
    "CreationTime",
    "MaxAssignments",
    "RequesterAnnotation",
    "AssignmentDurationInSeconds",
    "AutoApprovalDelayInSeconds",
    "Expiration",
    "NumberOfSimilarHITs",
    "LifetimeInSeconds",
    "AssignmentId",
    "WorkerId",
    "AssignmentStatus",
    "AcceptTime",
    "SubmitTime",
    "AutoApprovalTime",
    "ApprovalTime",
    "RejectionTime",
    "RequesterFeedback",
    "WorkTimeInSeconds",
    "LifetimeApprovalRate",
    "Last30DaysApprovalRate",
    "Last7DaysApprovalRate",
)
"""The columns of batch results, before those of the inputs and answers."""

INPUT, ANSWER = "Input.", "Answer."
"""How the names of the columns of a HIT's values, and of answers, begin."""

APPROVE, REJECT = "Approve", "Reject"
"""The last columns of batch results, which a requester fills in."""

TOOLS_REJECT = "reject"
"""The column of the tools' results that a requester fills in."""

TOOLS_COLUMNS: Mapping[str, str | None] = {
    "hitid": "HITId",
    "hittypeid": "HITTypeId",
    "title": "Title",
    "description": "Description",
    "keywords": "Keywords",
    "reward": "Reward",
    "creationtime": "CreationTime",
    "assignments": "MaxAssignments",
    "numavailable": None,
    "numpending": None,
    "numcomplete": None,
    "hitstatus": None,
    "reviewstatus": None,
    "annotation": "RequesterAnnotation",
    "assignmentduration": "AssignmentDurationInSeconds",
    "autoapprovaldelay": "AutoApprovalDelayInSeconds",
    "hitlifetime": "Expiration",
    "viewhit": None,
    "assignmentid": "AssignmentId",
    "workerid": "WorkerId",
    "assignmentstatus": "AssignmentStatus",
    "autoapprovaltime": "AutoApprovalTime",
    "assignmentaccepttime": "AcceptTime",
    "assignmentsubmittime": "SubmitTime",
    "assignmentapprovaltime": "ApprovalTime",
    "assignmentrejecttime": "RejectionTime",
    "deadline": None,
    "feedback": "RequesterFeedback",
    TOOLS_REJECT: REJECT,
}
"""The columns of the tools' results, and the column of batch results that has the same."""

_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d) ([A-Z]{3,4}) (\d{4})")
_ZONE_HOURS = {
    "UTC": 0,
    "GMT": 0,
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}


def is_of_tools(header: Sequence[str]) -> bool:
    """Return whether a table with this header is of the command line tools."""
    return "assignmentid" in header


def format_time(time: datetime) -> str:
    """Return a time as results have it: `Thu Oct 09 07:30:20 UTC 2025`."""
    return f"{time:%a %b %d %H:%M:%S} UTC {time:%Y}"


def parse_result_time(text: str) -> datetime:
    """Return the time of a text as results have it, or in ISO 8601.

    Raises:
        ValueError: it is none.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return parse_time(text)
    if found[2] not in _ZONE_HOURS:
        raise ValueError(f"the zone {found[2]} is not known")
    hours = _ZONE_HOURS[found[2]]
    aware = datetime.strptime(f"{found[1]} {found[3]} {hours:+03}00", "%b %d %H:%M:%S %Y %z")
    return aware.astimezone(UTC)
