"""The lists of groups of HITs, and the preview of one HIT."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from adapter.clock import format_time
from adapter.web.people.access.arrivals import find_home, get_arrival
from adapter.web.people.forms import show_question
from adapter.web.people.frames import build_frame
from adapter.web.people.services import get_addresses, get_person, get_services, get_worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from adapter.marketplace.workers import Group

pages = Blueprint("lists", __name__)

_PAGE_SIZE = 50


@pages.get("/projects")
@pages.get("/")
def show_groups() -> str | Response | Redirect:
    """Show the groups with work for the worker."""
    groups = _list_groups()
    if get_arrival() is not None and not groups and not _read_search():
        return redirect(find_home(), HTTPStatus.SEE_OTHER)
    return _render(groups, "Tasks")


@pages.get("/requesters/<requester_id>/projects")
def show_groups_of_requester(requester_id: str) -> str | Response:
    """Show the groups of one requester."""
    people = get_services().people
    groups = [
        each
        for each in _list_groups()
        if people.derive_requester_id(each.requester) == requester_id
    ]
    return _render(groups, f"Tasks by {requester_id}")


@pages.get("/projects/<group_id>/tasks")
def preview(group_id: str) -> str | Redirect:
    """Show one HIT of the group, to decide whether to accept it."""
    arrival = get_arrival()
    if arrival is not None and arrival.is_over:
        return redirect(find_home(), HTTPStatus.SEE_OTHER)
    worker, group = get_worker(), find_group(group_id)
    if group is None:
        return render_template("site/no_work.html")
    hit = worker.find_next_hit(group.type_id, request.args.get("after"))
    if hit is None:
        return render_template("site/no_work.html")
    question = hit.get("Question") if group.may_preview else None
    return render_template(
        "site/preview.html",
        group=group,
        left=min(group.hits, group.hits if arrival is None else arrival.left or group.hits),
        hit_id=hit["HITId"],
        requester_id=get_services().people.derive_requester_id(group.requester),
        form=show_question(question),
        frame=build_frame(question, get_addresses(), hit["HITId"]),
    )


@pages.post("/projects/<group_id>/tasks/accept_random")
def accept(group_id: str) -> Redirect:
    """Accept the HIT that was previewed, or another of the group if others took it."""
    worker, form = get_worker(), request.form
    get_services().people.set_auto_accept(get_person(), auto_accept="auto_accept" in form)
    accepted = worker.accept_next(group_id, wanted=form.get("hit_id"))
    if accepted is None:
        return redirect(url_for("site.lists.preview", group_id=group_id), HTTPStatus.SEE_OTHER)
    return redirect(url_for("site.work.find", assignment_id=accepted), HTTPStatus.SEE_OTHER)


def find_group(group_id: str) -> Group | None:
    """Return the group, or None if nothing of it is left for the worker."""
    return next(iter(_keep_study(get_worker().list_groups(group_id=group_id))), None)


def _list_groups() -> list[Group]:
    return _keep_study(get_worker().list_groups(_read_search()))


def _keep_study(groups: Sequence[Group]) -> list[Group]:
    """Return the groups of the study, if the person arrived for one."""
    arrival = get_arrival()
    return [
        each
        for each in groups
        if arrival is None or arrival.includes(each.requester, each.id, each.type_id)
    ]


def _read_search() -> str:
    # Amazon's own parameter, which old tools link to.
    wanted = request.args.get("search", request.args.get("filters[search_term]", ""))
    return wanted.strip()


def _render(groups: Sequence[Group], title: str) -> str | Response:
    only_mine = request.args.get("show") == "mine"
    shown = [each for each in groups if not (only_mine and each.unmet)]
    if request.args.get("format") == "json":
        return jsonify(results=[_describe(each) for each in shown])
    page = max(1, request.args.get("page", 1, int))
    return render_template(
        "site/groups.html",
        title=title,
        groups=shown[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE],
        search=_read_search(),
        only_mine=only_mine,
        page=page,
        has_more=len(shown) > page * _PAGE_SIZE,
    )


def _describe(group: Group) -> dict[str, Any]:
    return {
        "hit_set_id": group.id,
        "requester_id": get_services().people.derive_requester_id(group.requester),
        "title": group.title,
        "description": group.description,
        "reward_cents": group.reward_cents,
        "assignment_duration_in_seconds": group.seconds,
        "assignable_hits_count": group.hits,
        "creation_time": format_time(group.created),
        "caller_meets_requirements": not group.unmet,
        "caller_meets_preview_requirements": group.may_preview,
        "requirements": [str(each) for each in group.requirements],
    }
