"""The scripts that requesters' HTML loads by Amazon's addresses."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("scripts", __name__)
