"""The tasks host: requesters' HTML, and what it submits. No view here reads a session."""

from __future__ import annotations

from flask import Blueprint

from adapter.web.people.access.hosts import TASKS
from adapter.web.people.tasks import examples, files, hit, preview, scripts, submit

_NOUNS = (examples, hit, preview, submit, scripts, files)


def create_tasks() -> Blueprint:
    """Return the blueprint of the tasks host."""
    tasks = Blueprint(TASKS, __name__)
    for noun in _NOUNS:
        tasks.register_blueprint(noun.pages)
    return tasks
