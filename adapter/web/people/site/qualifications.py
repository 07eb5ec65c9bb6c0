"""Qualifications: the worker's own, those that wait for a decision, and all others."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("qualifications", __name__)
