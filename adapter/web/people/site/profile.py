"""What a person may change of their record."""

from __future__ import annotations

from flask import Blueprint, render_template

pages = Blueprint("profile", __name__)


@pages.get("/me")
def show() -> str:
    """Show the person's record."""
    return render_template("site/profile.html")
