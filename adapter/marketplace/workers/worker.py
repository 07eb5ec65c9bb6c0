"""One worker, by id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.marketplace.owned import any_type
from adapter.marketplace.qualification_types import list_requestable_types
from adapter.marketplace.refusals import invalid_value
from adapter.marketplace.workers.requesting import request_qualification

if TYPE_CHECKING:
    from adapter.marketplace.door import Marketplace
    from adapter.marketplace.turn import Params, Result

_ID = re.compile(r"A[A-Z0-9]{1,63}")


class Worker:
    """What one worker can do; every method raises a MarketplaceError.

    Args:
        marketplace: where the worker works.
        worker_id: A and capitals or digits. A worker need not be registered.
    """

    def __init__(self, marketplace: Marketplace, worker_id: str) -> None:
        if not _ID.fullmatch(worker_id):
            raise invalid_value("WorkerId", worker_id)
        self._marketplace = marketplace
        self._id = worker_id

    def requestable_types(self, params: Params) -> Result:
        """The types that can be asked for, in the form of ListQualificationTypes.

        Args:
            params: may have Query, MaxResults and NextToken.
        """
        with self._marketplace.reading(self._id, "requestable types", params) as turn:
            return list_requestable_types(turn, params)

    def request_qualification(self, type_id: str, answers: str | None = None) -> Result:
        """Asks for a qualification; see `requesting.request_qualification`."""
        with self._marketplace.reading(self._id) as turn:
            owner = any_type(turn, type_id).account
        with self._marketplace.changing(owner) as turn:
            return request_qualification(turn, self._id, type_id, answers)
