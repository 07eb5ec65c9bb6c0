"""The marketplace: a service of our own that speaks the current API, over a real database.

It knows nothing of the legacy API. `Marketplace.call` is the one door: it holds the parameters
against the model, opens one transaction, lets the operation's handler do its part, and commits; any
error undoes the whole call.

To add a noun:

- its tables: a module in `tables`, imported in `tables/__init__.py`; a revision in
  `migrations/versions` that makes the same, named in `migrations/__init__.py`. Rows belong to an
  account (its access key, column `account`), are counted by `serial`, and times are `Time`.
- its handlers: a module beside this one, with a function `(turn, params) -> result` for each
  operation. Parameters fit the model already; a handler checks what only the service's
  documentation says. Nothing but `turn` gives it time, identifiers or the database. What it
  refuses, it raises from `refusals`. Statements are made once, at the top of the module, with
  bound parameters. A list is a `Listing`, with a line in `operations.LISTS`.
- a line for each operation in `operations.OPERATIONS`. Those that do not begin with Get or List
  change things: their transaction begins as a writing one, and locks the account first, so that a
  handler may read, decide and write as if it were alone with that account.
- what happens to it by time alone: a row has the time in a column `due`, and `due.settle` does it.
  There is no background: the operations in `operations.SETTLED_FIRST` carry out what was due, in
  order of time, before they look.
- what workers do with it: functions in `workers`, over `Marketplace.changing` and `reading`.
- its list in seed files: a line in `seeds.NOUNS`.
"""

from __future__ import annotations

from adapter.marketplace.amounts import MONEY, Range
from adapter.marketplace.errors import (
    MarketplaceError,
    ParameterValidationError,
    RefusedCallError,
    RequestError,
    ServiceFault,
)
from adapter.marketplace.service import Environment, Marketplace
from adapter.marketplace.storage.paging import Order

__all__ = [
    "MONEY",
    "Environment",
    "Marketplace",
    "MarketplaceError",
    "Order",
    "ParameterValidationError",
    "Range",
    "RefusedCallError",
    "RequestError",
    "ServiceFault",
]
