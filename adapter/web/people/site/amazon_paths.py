"""The paths of Amazon's website for workers that lead elsewhere here."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("amazon_paths", __name__)
