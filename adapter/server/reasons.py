"""Why a connection came to nothing, in a word for the log."""

from __future__ import annotations

import ssl


def reason_of(error: OSError) -> str:
    """OpenSSL's own name for it, such as TLSV1_ALERT_UNKNOWN_CA, or the kind of error."""
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    return reason or type(error).__name__
