"""An upstream that holds lists of the current API, which a test can change while they are read."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from support.backends import backend
from support.checking import check

from adapter.current_api import model as current
from adapter.mapping.catalogue import load
from adapter.model import Account, CheckedCall, LegacyCall, RequestContext
from adapter.settings.resources import find_data_folder
from adapter.translation.converse import converse
from adapter.translation.drive import drive

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.model import ModernCall, Upstreams
    from adapter.queries import PageSource
    from adapter.translation.drive import Backend

CATALOGUE = load(find_data_folder("mappings"))
API = current.load()
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
ME, OTHER = Account("AKIAME"), Account("AKIAOTHER")
CEILING = 500

PAGED = {
    "GetAssignmentsForHIT": ("AssignmentId", {"HITId": "H"}),
    "GetBlockedWorkers": ("WorkerId", {}),
    "GetBonusPayments": ("WorkerId", {"HITId": "H"}),
    "GetHITsForQualificationType": ("HITId", {"QualificationTypeId": "Q"}),
    "GetQualificationRequests": ("QualificationRequestId", {}),
    "GetQualificationsForQualificationType": ("WorkerId", {"QualificationTypeId": "Q"}),
    "GetReviewableHITs": ("HITId", {"SortProperty": "Enumeration"}),
    "SearchHITs": ("HITId", {}),
    "SearchQualificationTypes": ("QualificationTypeId", {"MustBeRequestable": "true"}),
}
"""Each legacy list: what names its items here, and what has to be asked."""


@dataclass
class Lists:
    """Answers each List… operation with its page of what the list holds at that moment.

    Attributes:
        hook: is called before each page, with the call.
        calls: every call that came.
    """

    lists: dict[str, list[Any]] = field(default_factory=dict)
    hook: Callable[[ModernCall], None] = lambda call: None
    calls: list[ModernCall] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, account: Account) -> Lists:
        return self

    def send(self, call: ModernCall) -> dict[str, Any]:
        with self.lock:
            self.calls.append(call)
        self.hook(call)
        if call.changes:
            return {}
        member = API.find_paged_list(call.operation)
        held = self.lists.get(call.operation, [])
        start = int(call.params.get("NextToken", 0))
        stop = start + call.params["MaxResults"]
        more = {"NextToken": str(stop)} if stop < len(held) else {}
        return {member: held[start:stop], "NumResults": len(held[start:stop]), **more}

    @property
    def walks(self) -> int:
        """How often a list was begun."""
        read = [call for call in self.calls if not call.changes]
        return sum("NextToken" not in call.params for call in read)


def lists_with(operation: str, count: int) -> Lists:
    """An upstream whose list for a legacy operation holds so many items."""
    reads = CATALOGUE.find(operation).current[0]
    return Lists({reads: [item(reads, number) for number in range(count)]})


def item(reads: str, number: int) -> dict[str, Any]:
    """An item of a list, all of whose plain members tell its number."""
    shape = API.find_output(reads).members[API.find_paged_list(reads)].item
    made = {name: _value(member, number) for name, member in shape.members.items()}
    return {name: value for name, value in made.items() if value is not None}


def _value(shape: Any, number: int) -> Any:
    match shape.type:
        case "string":
            plain = not (shape.enum or (shape.pattern or "").startswith("^[0-9]"))
            return f"{number:05}" if plain else (shape.enum[0] if shape.enum else f"{number}.00")
        case "timestamp":
            return BEGINNING + timedelta(seconds=number)
        case "integer" | "long":
            return number
    return None


def page(
    upstreams: Upstreams | Backend, operation: str, number: int, size: int = 10, **more: str
) -> Any:
    """One page of a legacy list, asked for as a program does."""
    return _page(upstreams, ME, operation, number, size, more)


def read_page_of(
    upstreams: Upstreams | Backend, account: Account, operation: str, number: int
) -> Any:
    """As `page`, for another account."""
    return _page(upstreams, account, operation, number, 10, {})


def _page(
    upstreams: Upstreams | Backend,
    account: Account,
    operation: str,
    number: int,
    size: int,
    more: Any,
) -> Any:
    mapping = CATALOGUE.find(operation)
    asked = PAGED[operation][1] | {"PageNumber": str(number), "PageSize": str(size)} | more
    values = check(LegacyCall(operation, tuple(asked.items())), mapping)
    task = CheckedCall(values, RequestContext(BEGINNING, "id"), CATALOGUE.descriptions)
    session = backend(upstreams, max_list_items=CEILING).open(account)
    return drive(converse(mapping, task), session)["page"]


def names(operation: str, found: Any) -> list[str]:
    """What names the items of a page."""
    return [each[PAGED[operation][0]] for each in found.items]


@dataclass
class CountedLists:
    """Counts pages by where they came from."""

    pages: list[tuple[str, PageSource]] = field(default_factory=list)
    timer: Callable[[], float] = time.monotonic

    def count_walk(self, operation: str, items: int, seconds: float) -> None:
        """Is not counted."""

    def count_page(self, operation: str, source: PageSource) -> None:
        self.pages.append((operation, source))
