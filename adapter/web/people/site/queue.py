"""The assignments that the worker has in work."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("queue", __name__)
