"""Earnings and the state of what was handed in, by day."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("earnings", __name__)
