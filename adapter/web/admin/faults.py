"""The addresses at which tests let calls fail on purpose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

    from adapter.fault_injection import FaultPlan


def add_fault_routes(app: Flask, faults: FaultPlan) -> None:
    """Add the routes that list, replace and remove the faults."""

    @app.get("/_adapter/faults")
    def list_faults() -> Response:
        text = json.dumps(faults.describe(), indent=1)
        return Response(f"{text}\n", content_type="application/json")

    @app.post("/_adapter/faults")
    def load_faults() -> Response:
        faults.load(request.get_data(), "the faults")
        return list_faults()

    @app.delete("/_adapter/faults")
    def clear_faults() -> Response:
        faults.clear()
        return list_faults()
