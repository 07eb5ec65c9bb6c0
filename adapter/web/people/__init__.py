"""The pages where people work, and where requesters' tasks meet them.

One application answers at two host names. The site has the session: lists, work, earnings. The
tasks host has requesters' HTML, and takes what they submit; no cookie is ever set there. Another
port would not keep the two apart, as cookies belong to a host name.
"""

from __future__ import annotations

from flask import Flask as PeopleApp

from adapter.web.people.access.session import build_session_cookie
from adapter.web.people.application import create_people_app
from adapter.web.people.services import PeopleServices

__all__ = ["PeopleApp", "PeopleServices", "build_session_cookie", "create_people_app"]
