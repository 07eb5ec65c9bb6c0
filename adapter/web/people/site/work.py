"""Work on an accepted assignment."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("work", __name__)
