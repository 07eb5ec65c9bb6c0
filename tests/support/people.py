"""A person's browser, without scripts, over Flask's test client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SITE, TASKS = "http://127.0.0.1:8082", "http://localhost:8082"


@dataclass(frozen=True)
class Browser:
    """A person's browser without scripts: it keeps cookies, and fills forms in."""

    client: FlaskClient

    def open(self, path: str, **options: object) -> TestResponse:
        """The page of the site, or of another URL; a redirect is not followed."""
        return self.client.get(path, base_url=SITE, **options)

    def send(self, path: str, on: str, **fields: str) -> TestResponse:
        """The answer to a form of the page `on`, with its token."""
        token = re.search('name="csrf_token" value="([^"]+)"', self.open(on).text)
        assert token is not None
        data = {"csrf_token": token[1], **fields}
        return self.client.post(path, base_url=SITE, data=data)

    def sign_in(self, name: str) -> Browser:
        """The same browser, after its person signed in."""
        assert self.send("/sign-in", on="/sign-in", name=name).status_code == 303
        return self
