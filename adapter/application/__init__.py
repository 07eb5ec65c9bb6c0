"""The composition root: builds upstreams, services, Flask applications and listeners from settings.

Nothing else in the project builds these. Modules that only some settings need are imported only
then: boto3, SQLAlchemy, redis and cryptography take longer to import than all the rest.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapter.application.configuration import read_settings
from adapter.application.runtime import Runtime, build_runtime
from adapter.application.server import build_server
from adapter.application.services import build_services
from adapter.observability.access_log import AccessLog
from adapter.observability.logs import configure_logging
from adapter.observability.metrics import Metrics

if TYPE_CHECKING:
    from adapter.web.services import Services

__all__ = [
    "Runtime",
    "build_runtime",
    "build_server",
    "build_services",
    "read_settings",
    "services_from_environment",
]


def services_from_environment() -> Services:
    """Return the services that the environment and the settings file ask for.

    Raises:
        StartError: a setting cannot be used.
    """
    settings = read_settings({}, None)
    configure_logging(settings.log_format, settings.log_level or "info")
    # Flask's own server logs URLs, which have parameters and signatures in them.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    metrics = Metrics()
    runtime = build_runtime(settings, metrics)
    runtime.start()
    return build_services(settings, AccessLog(metrics), runtime)
