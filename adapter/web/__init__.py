"""The Flask applications: both APIs at one address, and the admin pages at another.

`gunicorn "adapter.web:create_app()"` and `flask --app adapter.web run` serve the first.
"""

from __future__ import annotations

from adapter.web.api import create_app

__all__ = ["create_app"]
