"""Take what a task submits."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("submit", __name__)
