"""The migration report: as a page, and as Markdown and JSON to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from adapter.explain.report import FIDELITIES, build_report, describe_extent
from adapter.explain.report.documents import render_json
from adapter.explain.report.markdown import render_markdown

if TYPE_CHECKING:
    from flask import Blueprint

    from adapter.explain.report import Report
    from adapter.web.admin.console.services import ConsoleServices


def add_report_pages(pages: Blueprint, services: ConsoleServices) -> None:
    """Add the report in its three forms."""

    def build() -> Report:
        return build_report(services.usage.list_usage(), services.catalogue)

    @pages.get("/report")
    def show_report() -> str:
        report = build()
        extent = describe_extent(report) if report.operations else ""
        return render_template(
            "console/report.html", report=report, extent=extent, fidelities=FIDELITIES
        )

    @pages.get("/report.md")
    def print_markdown() -> Response:
        return _build_file(render_markdown(build()), "text/markdown; charset=utf-8", "report.md")

    @pages.get("/report.json")
    def print_json() -> Response:
        return _build_file(render_json(build()), "application/json", "report.json")


def _build_file(text: str, content_type: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="mturk-{name}"'}
    return Response(text, headers=disposition, content_type=content_type)
