"""The actions of workers, which people did on Amazon's website for workers.

The requesters' API does not have them; scripts and tests call them.
"""

from __future__ import annotations

from adapter.marketplace.workers.worker import Worker

__all__ = ["Worker"]
