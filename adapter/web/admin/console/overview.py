"""The first page: what runs here, and the last calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from adapter.web.admin.console.plots import plot_calls, plot_latency

if TYPE_CHECKING:
    from flask import Blueprint

    from adapter.web.admin.console.services import ConsoleServices

_LAST = 10


def add_overview(pages: Blueprint, services: ConsoleServices) -> None:
    """Add the first page."""

    @pages.get("/")
    def show_overview() -> str:
        entries, now = services.history.list_entries(), services.clock()
        return render_template(
            "console/overview.html",
            entries=entries[: -_LAST - 1 : -1],
            total=len(entries),
            failed=sum(each.outcome != "success" for each in entries),
            now=now,
            is_live=request.args.get("live") != "off",
            problems=services.check_health(),
            plots=(plot_calls(entries, now), plot_latency(entries, now)),
        )
