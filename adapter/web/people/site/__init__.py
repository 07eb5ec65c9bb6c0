"""The site: a blueprint for each noun, whose views read, call the marketplace, and render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from adapter.web.people.access.arrivals import find_arrival
from adapter.web.people.access.body_limits import allow_files
from adapter.web.people.access.hosts import SITE
from adapter.web.people.access.session import check_characters, check_sender, find_person
from adapter.web.people.site import (
    amazon_paths,
    arrivals,
    earnings,
    join,
    lists,
    oidc,
    profile,
    qualifications,
    queue,
    sign_in,
    work,
)

if TYPE_CHECKING:
    from flask_wtf import CSRFProtect

_NOUNS = (
    sign_in,
    oidc,
    join,
    arrivals,
    lists,
    work,
    queue,
    qualifications,
    earnings,
    profile,
    amazon_paths,
)


def create_site(csrf: CSRFProtect) -> Blueprint:
    """Return the blueprint of the site, whose forms are protected by the token."""
    site = Blueprint(SITE, __name__)
    site.before_request(check_sender)
    site.before_request(allow_files)
    site.before_request(csrf.protect)
    site.before_request(check_characters)
    site.before_request(find_person)
    site.before_request(find_arrival)
    for noun in _NOUNS:
        site.register_blueprint(noun.pages)
    return site
