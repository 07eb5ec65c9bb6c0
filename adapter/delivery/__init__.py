"""Send the notifications in the marketplace's outbox, outside its transactions."""

from __future__ import annotations

from adapter.delivery.deliverer import Deliverer
from adapter.delivery.senders import Senders, build_senders

__all__ = ["Deliverer", "Senders", "build_senders"]
