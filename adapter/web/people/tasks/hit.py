"""The HTML of a HIT, in a frame of the work page."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("hit", __name__)
