"""A worker's part: what people did on Amazon's site for workers.

None of this is in the API that requesters call; a script or a test plays the worker.
"""

from __future__ import annotations

from adapter.marketplace.workers.worker import Worker

__all__ = ["Worker"]
