"""The marketplace: an embedded service that implements the current API over a database.

It does not know the legacy API. `Marketplace.call` carries out every operation: it validates the
parameters, opens one transaction, calls the operation's handler, and commits. Any error rolls the
whole call back.

To add a noun:

- its tables: a module in `storage/tables`, imported in `storage/tables/__init__.py`; a revision in
  `storage/migrations/versions` that creates the same tables, and whose number is in
  `storage/migrations/__init__.py`. A row belongs to an account (column `account`, the access key),
  `serial` numbers the rows, and times have the type `Time`.
- its handlers: a module in the noun's folder, with a function `(transaction, params) -> result` for
  each operation that is not a list, and a `Listing` for each list. The parameters are valid by the
  model; a handler checks only the limits that AWS documents elsewhere. It takes time, identifiers
  and the database from `transaction` only, and raises the errors of `errors`.
- a line for each operation in `operations`. An operation whose name begins with Get or List reads.
  Every other one writes: its transaction locks the account first, so a handler may read, decide
  and write without a race with other calls for the same account.
- its changes by time alone: a row has the time in a column `due`, and `due_changes` makes the
  change. The operations in `operations.AFTER_DUE_CHANGES` first apply what is due, in order of
  time; `Marketplace.apply_notified_changes` does it for accounts that are notified.
- what workers do with it: functions in `workers`, over `Marketplace.begin_write` and `begin_read`.
- its list in seed files: a `SeedList` in `seeds.parse.LISTS`.
"""

from __future__ import annotations

from adapter.marketplace.errors import (
    InvitationClosedError,
    MarketplaceError,
    ParameterValidationError,
    PersonStoppedError,
    RefusedCallError,
    RequestError,
    ServiceFault,
)
from adapter.marketplace.service import Environment, Marketplace, generate_id
from adapter.marketplace.statistics import MONEY, Range
from adapter.marketplace.storage.paging import Order

__all__ = [
    "MONEY",
    "Environment",
    "InvitationClosedError",
    "Marketplace",
    "MarketplaceError",
    "Order",
    "ParameterValidationError",
    "PersonStoppedError",
    "Range",
    "RefusedCallError",
    "RequestError",
    "ServiceFault",
    "generate_id",
]
