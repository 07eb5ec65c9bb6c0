"""Sum what a worker earned from each requester, and what each paid outside of the marketplace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, func, select

from adapter.marketplace.storage.tables import payouts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapter.marketplace.storage.transaction import Transaction
    from adapter.marketplace.workers.work import Work


@dataclass(frozen=True, slots=True)
class Earnings:
    """What a worker earned from a requester.

    Attributes:
        requester: the account of the requester, which is not shown to workers.
        waiting_cents: rewards of what is not decided yet.
        paid_cents: the sum of the payouts.
    """

    requester: str
    earned_cents: int
    waiting_cents: int
    paid_cents: int

    @property
    def owed_cents(self) -> int:
        """Return what the requester has to pay yet."""
        return self.earned_cents - self.paid_cents


def sum_earnings(found: Iterable[Work], paid: Mapping[str, int]) -> list[Earnings]:
    """Return the earnings from each requester, the largest first.

    Args:
        found: all that the worker submitted.
        paid: the payouts of each account.
    """
    works: dict[str, list[Work]] = {account: [] for account in paid}
    for each in found:
        works.setdefault(each.requester, []).append(each)
    sums = [_sum(account, some, paid.get(account, 0)) for account, some in works.items()]
    return sorted(sums, key=lambda each: (-each.earned_cents, each.requester))


def _sum(account: str, works: Iterable[Work], paid_cents: int) -> Earnings:
    some = list(works)
    return Earnings(
        requester=account,
        earned_cents=sum(each.earned_cents for each in some),
        waiting_cents=sum(each.reward_cents for each in some if each.status == "Submitted"),
        paid_cents=paid_cents,
    )


def sum_paid(transaction: Transaction, worker_id: str) -> Mapping[str, int]:
    """Return the cents that each account paid to the worker, by access key."""
    paid = select(payouts.c.account, cast(func.sum(payouts.c.cents), BigInteger))
    own = paid.where(payouts.c.worker_id == worker_id).group_by(payouts.c.account)
    return dict(tuple(row) for row in transaction.execute(own))
