"""The application that answers as the site and as the tasks host."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, g
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from adapter.web.people.access.headers import add_headers
from adapter.web.people.access.hosts import check_host
from adapter.web.people.desk import create_desk
from adapter.web.people.errors import add_error_pages
from adapter.web.people.forms import FILTERS as FORM_FILTERS
from adapter.web.people.services import get_worker
from adapter.web.people.site import create_site
from adapter.web.people.tasks import create_tasks
from adapter.web.people.words import FILTERS

if TYPE_CHECKING:
    from adapter.web.people.services import PeopleServices

SESSION_DAYS = 30
NAVIGATION = (
    ("site.lists.show_groups", "Tasks"),
    ("site.queue.show", "Queue"),
    ("site.qualifications.show_list", "Qualifications"),
    ("site.earnings.show_days", "Earnings"),
    ("site.profile.show", "You"),
)
"""The pages that every page leads to: endpoint and label."""

_MAX_FORM_PARTS = 10_000


def create_people_app(services: PeopleServices) -> Flask:
    """Return the application of people's pages."""
    app = Flask(__name__)
    app.extensions["people"] = services
    is_secure = (services.site_url or "").startswith("https:")
    app.config.update(
        SECRET_KEY=services.marketplace.derive_key("sessions of people"),
        # With this prefix no other host of the domain can plant a cookie. Flask's own name would be
        # overwritten by every other Flask program on this machine: a cookie is of all ports.
        SESSION_COOKIE_NAME="__Host-people" if is_secure else "people",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
        MAX_CONTENT_LENGTH=services.body_limit_bytes,
        MAX_FORM_MEMORY_SIZE=services.body_limit_bytes,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
        WTF_CSRF_CHECK_DEFAULT=False,  # the site and the desk check theirs, the tasks none
        WTF_CSRF_TIME_LIMIT=None,  # a form may stand open for days; the token ends with its session
        WTF_CSRF_SSL_STRICT=False,  # the Origin is checked, where one is sent
    )
    if services.reverse_proxies:
        trusted = ProxyFix(app.wsgi_app, x_for=services.reverse_proxies, x_proto=0, x_host=0)
        app.wsgi_app = trusted  # type: ignore[method-assign]
    app.jinja_env.filters.update({**FILTERS, **FORM_FILTERS})
    app.context_processor(describe_page)
    app.before_request(check_host)
    app.after_request(add_headers)
    csrf = CSRFProtect(app)
    app.register_blueprint(create_site(csrf))
    app.register_blueprint(create_desk(csrf))
    app.register_blueprint(create_tasks())
    add_error_pages(app)
    return app


def describe_page() -> dict[str, Any]:
    """Return what every template shows: who is signed in, and where to go."""
    return {
        "person": g.get("person"),
        "arrival": g.get("arrival"),
        "navigation": NAVIGATION,
        "count_queue": _count_queue,
    }


def _count_queue() -> int:
    return get_worker().count_queue()
