"""The composition root for servers that call the application by name."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapter.cli.build import services_of, settings_of
from adapter.cli.sources import sources_of
from adapter.observability.access_log import AccessLog
from adapter.observability.logs import configure_logging
from adapter.observability.metrics import Metrics

if TYPE_CHECKING:
    from adapter.web.services import Services


def services_from_environment() -> Services:
    """Return the services that the environment and the settings file describe.

    Raises:
        StartError: something of them cannot be used.
    """
    settings = settings_of({}, None)
    configure_logging(settings.log_format)
    # Flask's own server logs addresses, which hold parameters and signatures.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    metrics = Metrics()
    return services_of(settings, AccessLog(metrics), sources_of(settings, metrics))
