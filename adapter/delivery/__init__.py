"""Send the notifications in the marketplace's outbox, outside its transactions."""

from __future__ import annotations

from adapter.delivery.deliverer import Deliverer
from adapter.delivery.http import HttpSender
from adapter.delivery.senders import Senders, build_senders
from adapter.delivery.sns import SnsSender

__all__ = ["Deliverer", "HttpSender", "Senders", "SnsSender", "build_senders"]
