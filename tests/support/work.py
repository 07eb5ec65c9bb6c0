"""HITs to try things with, and workers who do them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.market import ME, error_text

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import build_answers
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.market import Market

_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14"
QUESTION = (
    f'<ExternalQuestion xmlns="{_SCHEMAS}/ExternalQuestion.xsd">'
    "<ExternalURL>https://example.test/q</ExternalURL><FrameHeight>600</FrameHeight>"
    "</ExternalQuestion>"
)
TYPE = {
    "AssignmentDurationInSeconds": 600,
    "AutoApprovalDelayInSeconds": 3600,
    "Reward": "0.50",
    "Title": "Copy a receipt",
    "Description": "Type what you read.",
}
LIFE = {"LifetimeInSeconds": 86400, "Question": QUESTION}
ANSWERS = build_answers(None, {"q": "a"})


def make(market: Market, account: str = ME, **more: Any) -> str:
    """The id of a new HIT that costs 0.60 an assignment."""
    hit_id: str = market("CreateHIT", account, **{**TYPE, **LIFE, **more})["HIT"]["HITId"]
    return hit_id


def make_type(market: Market, account: str = ME, **more: Any) -> str:
    """The id of a HIT type."""
    type_id: str = market("CreateHITType", account, **{**TYPE, **more})["HITTypeId"]
    return type_id


def accept(market: Market, hit_id: str, worker: str = "AWORKER") -> str:
    """The id of the assignment that a worker now has."""
    assignment_id: str = Worker(market.service, worker).accept(hit_id)["AssignmentId"]
    return assignment_id


def submit_work(market: Market, hit_id: str, worker: str = "AWORKER") -> str:
    """The id of an assignment that a worker accepted and submitted."""
    assignment_id = accept(market, hit_id, worker)
    Worker(market.service, worker).submit(assignment_id, ANSWERS)
    return assignment_id


def shown(market: Market, hit_id: str, account: str = ME) -> tuple[str, int, int, int]:
    """The HIT's state, and how many assignments are available, pending and completed."""
    hit = market("GetHIT", account, HITId=hit_id)["HIT"]
    counts = (hit[f"NumberOfAssignments{each}"] for each in ("Available", "Pending", "Completed"))
    return hit["HITStatus"], *counts


def status(market: Market, assignment_id: str, account: str = ME) -> str:
    """The state of what was submitted."""
    found = market("GetAssignment", account, AssignmentId=assignment_id)["Assignment"]
    state: str = found["AssignmentStatus"]
    return state


def money(market: Market, account: str = ME) -> tuple[str, str]:
    """What is available, and what is on hold."""
    balance = market("GetAccountBalance", account)
    return balance["AvailableBalance"], balance.get("OnHoldBalance", "0.00")


def refusal(act: Callable[..., Any], *given: Any) -> str:
    """`Code: message` of what a worker is told who may not."""
    with pytest.raises(RefusedCallError) as caught:
        act(*given)
    return error_text(caught.value)
