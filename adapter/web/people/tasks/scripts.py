"""The scripts that requesters' HTML loads by Amazon's addresses."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from adapter.web.people.tasks.requester_html import CROWD_PATH, EXTERNAL_HIT_PATH

pages = Blueprint("scripts", __name__)

_STATIC = Path(__file__).parent.parent / "static"
_CROWD = ("element", "fields", "classifiers", "bounding_box", "looks", "form", "definitions")
"""The files of the crowd elements, each after those that it needs."""


@pages.get(EXTERNAL_HIT_PATH)
def external_hit() -> Response:
    """Return our externalHIT_v1.js."""
    return _answer((_STATIC / "externalHIT_v1.js").read_text())


@pages.get(CROWD_PATH)
def crowd_elements() -> Response:
    """Return the crowd elements as one script, whose names no page sees."""
    files = "\n".join((_STATIC / "crowd" / f"{name}.js").read_text() for name in _CROWD)
    return _answer(f'(() => {{\n"use strict";\n{files}}})();\n')


def _answer(script: str) -> Response:
    """Return a script that pages without an origin may load too."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response(script, headers=headers, content_type="text/javascript; charset=utf-8")
