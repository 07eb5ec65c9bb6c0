"""The people who work in a browser: their records, not their work.

A script acts as any worker without a record. A person gets one when they first sign in.
"""

from __future__ import annotations

from adapter.marketplace.people.records import People, Person, record_visit

__all__ = ["People", "Person", "record_visit"]
