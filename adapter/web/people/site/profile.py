"""What a person may change of their record, read and delete."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from adapter.web.people.access.session import choose_target, end_session
from adapter.web.people.services import get_person, get_services, get_worker

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("profile", __name__)

_MAX_LENGTH = 200


@pages.get("/me")
def show() -> str:
    """Show the person's record."""
    person = get_person()
    values = {"name": person.name or "", "contact": person.contact or ""}
    return render_template("site/profile.html", values=values, errors={})


@pages.post("/me")
def change() -> Response | tuple[str, HTTPStatus]:
    """Save the person's record."""
    values = {each: " ".join(request.form.get(each, "").split()) for each in ("name", "contact")}
    errors = {
        name: f"Enter at most {_MAX_LENGTH} characters"
        for name, value in values.items()
        if len(value) > _MAX_LENGTH
    }
    if errors:
        page = render_template("site/profile.html", values=values, errors=errors)
        return page, HTTPStatus.BAD_REQUEST
    get_services().people.change(
        get_person().id,
        name=values["name"] or None,
        contact=values["contact"] or None,
        auto_accept="auto_accept" in request.form,
    )
    flash("Saved.")
    return redirect(url_for("site.profile.show"), HTTPStatus.SEE_OTHER)


@pages.get("/me/data.json")
def export() -> Response:
    """Send everything that is kept about the person."""
    found = get_services().people.export(get_person().id)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    response = current_app.response_class(text, content_type="application/json")
    response.headers.set("Content-Disposition", "attachment", filename="my-data.json")
    return response


@pages.get("/me/forget")
def show_forget() -> str:
    """Ask whether the person is to be forgotten, and say what stays."""
    return render_template("site/forget.html", accepted=get_worker().count_queue())


@pages.post("/me/forget")
def forget() -> Response:
    """Delete what tells who the person is, which ends their sessions."""
    get_services().forget(get_person().id)
    end_session()
    return redirect(url_for("site.profile.show_forgotten"), HTTPStatus.SEE_OTHER)


@pages.get("/forgotten")
def show_forgotten() -> str:
    """Say to somebody who is signed out that they were forgotten."""
    return render_template("site/forgotten.html")


@pages.post("/me/auto-accept")
def set_auto_accept() -> Response:
    """Save whether the next HIT is accepted when one is submitted, and lead back."""
    wanted = request.form.get("auto_accept") == "yes"
    get_services().people.set_auto_accept(get_person(), auto_accept=wanted)
    return redirect(choose_target(request.form.get("next", "/me")), HTTPStatus.SEE_OTHER)


@pages.post("/me/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End all sessions of the person, on other machines too."""
    get_services().people.sign_out_everywhere(get_person().id)
    end_session()
    return redirect(url_for("site.sign_in.show"), HTTPStatus.SEE_OTHER)
