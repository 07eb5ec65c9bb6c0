"""What an account owes to people for approved work and bonuses, and what it paid them.

People are paid outside of the marketplace, which keeps account of it. Fees are the service's, and
are owed to nobody.
"""

from __future__ import annotations

from adapter.marketplace.payouts.owed import (
    Creditor,
    Debt,
    find_creditors,
    find_owed,
    list_creditors,
    sum_owed,
)
from adapter.marketplace.payouts.payments import (
    COLUMNS,
    Payment,
    PaymentFile,
    read_payments,
    write_cell,
    write_owed,
    write_payments,
)
from adapter.marketplace.payouts.records import (
    Payout,
    PayoutPlan,
    list_payouts,
    plan_payouts,
    record_payouts,
    undo_payout,
)

__all__ = [
    "COLUMNS",
    "Creditor",
    "Debt",
    "Payment",
    "PaymentFile",
    "Payout",
    "PayoutPlan",
    "find_creditors",
    "find_owed",
    "list_creditors",
    "list_payouts",
    "plan_payouts",
    "read_payments",
    "record_payouts",
    "sum_owed",
    "undo_payout",
    "write_cell",
    "write_owed",
    "write_payments",
]
