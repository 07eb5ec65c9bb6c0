"""What was submitted, as fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from adapter.pytest_plugin.market import MturkAdapter


def read_answers(adapter: MturkAdapter, assignment_id: str) -> dict[str, str]:
    """The text of each field that was submitted, in their order."""
    done = adapter.client.get_assignment(AssignmentId=assignment_id)["Assignment"]
    return dict(
        [part.text or "" for part in each] for each in etree.fromstring(done["Answer"].encode())
    )
